import Postgres
import TestSupport
import Testing

@Suite struct MigratorTests {
    private let people = Migration(
        "0001_people", "CREATE TABLE person (id int PRIMARY KEY); CREATE INDEX ON person (id)")
    private let names = Migration(
        "0002_names", "ALTER TABLE person ADD COLUMN name text; INSERT INTO person VALUES (1, 'x')")
    private let broken = Migration("0003_broken", "CREATE TABLE other (id int); SELECT 1/0")

    private func migrator(_ migrations: Migration..., schema: String = "school") -> Migrator {
        Migrator(schema: schema, migrations: migrations)
    }

    @Test func `migrations are applied in order, once, in the schema`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        #expect(try await migrator(people, names).pending(on: client) == [people, names])
        #expect(try await migrator(people).apply(on: client) == [people])
        #expect(try await migrator(people, names).pending(on: client) == [names])
        await #expect { try await migrator(people, names).verify(on: client) } throws: {
            $0.postgresError?.code == .migration
        }
        #expect(try await migrator(people, names).apply(on: client) == [names])
        #expect(try await migrator(people, names).apply(on: client).isEmpty)
        try await migrator(people, names).verify(on: client)
        #expect(try await client.query("SELECT name FROM school.person").count == 1)
        await client.close()
    }

    @Test func `a schema that another version made is refused and not changed`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        try await migrator(people, names).apply(on: client)
        let edited = Migration(people.name, people.sql + ";")
        for wrong in [migrator(people), migrator(edited, names), migrator(names, people)] {
            await #expect { try await wrong.apply(on: client) } throws: { $0.postgresError?.code == .schemaMismatch }
            await #expect { try await wrong.pending(on: client) } throws: { $0.postgresError?.code == .schemaMismatch }
        }
        try await migrator(people, names).verify(on: client)
        await client.close()
    }

    @Test func `two migrations of one component with the same name are refused`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        await #expect { try await migrator(people, people).apply(on: client) } throws: {
            $0.postgresError?.code == .migration
        }
        await client.close()
    }

    @Test func `a component that others build on gets a migration after theirs were applied`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        let pets = Migration("0001_pets", of: "pets", "CREATE TABLE pet (owner int REFERENCES person)")
        try await migrator(people, pets).apply(on: client)
        #expect(try await migrator(people, names, pets).apply(on: client) == [names])
        try await migrator(people, names, pets).verify(on: client)
        for wrong in [migrator(people, names), migrator(people, pets), migrator(names, people, pets)] {
            await #expect { try await wrong.pending(on: client) } throws: { $0.postgresError?.code == .schemaMismatch }
        }
        await client.close()
    }

    @Test func `a migration that fails leaves nothing of itself and is named`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        await #expect { try await migrator(people, broken).apply(on: client) } throws: { error in
            String(reflecting: error).contains("0003_broken") && error.sqlState?.rawValue == "22012"
        }
        #expect(try await client.query("SELECT to_regclass('school.other')::text")[0].decode(String?.self) == nil)
        #expect(try await migrator(people, names).pending(on: client) == [names])
        await client.close()
    }

    @Test func `replicas that start together apply each migration once`() async throws {
        let configuration = try await PostgresFixture.database()
        let applied = try await withThrowingTaskGroup { group in
            for _ in 0..<6 {
                group.addTask {
                    let client = PostgresClient(configuration)
                    let names = try await migrator(people, names).apply(on: client).map(\.name)
                    await client.close()
                    return names
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(applied.sorted() == ["0001_people", "0002_names"])
    }

    @Test func `a long migration is not ended by the statement's time limit`() async throws {
        var configuration = try await PostgresFixture.database()
        configuration.statementTimeout = .seconds(1)
        let client = PostgresClient(configuration)
        try await migrator(Migration("0001_slow", "SELECT pg_sleep(1.5)")).apply(on: client)
        await client.close()
    }

    @Test func `a schema's name may be anything`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        try await migrator(people, schema: "Mixed \"case\"").apply(on: client)
        try await migrator(people, schema: "Mixed \"case\"").verify(on: client)
        await client.close()
    }
}
