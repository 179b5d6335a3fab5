import Configuration
import Contracts
import Foundation
import Observability
import Postgres
import ServiceKit
import TestSupport
import Testing

@Suite struct CoreMigrateTests {
    private static let first = Migration("0001_thing", "CREATE TABLE thing (id int)")
    private static let edited = Migration("0001_thing", "CREATE TABLE thing (id bigint)")
    private static let second = Migration("0002_name", "ALTER TABLE thing ADD COLUMN name text")

    private static func definition(_ migrations: Migration...) -> ServiceDefinition {
        ServiceDefinition(name: .certification, defaultPort: 0, migrations: migrations) { _ in ServiceParts() }
    }

    private func run(
        _ command: String, _ definition: ServiceDefinition, _ environment: [String: String] = [:]
    ) async -> (code: Int32, printed: Printed) {
        let printed = Printed()
        let words = command.split(separator: " ").map(String.init)
        let code = await ServiceMain.execute(
            definition, arguments: words, environment: environment, console: printed.console)
        return (code, printed)
    }

    /// The program under test, and a database that a program with an edited migration made.
    private static let program = definition(first, second)
    private static let other = definition(edited)

    private func otherDatabase() async throws -> PostgresConfiguration {
        try await PostgresFixture.database(
            schema: Self.other.name.schemaName, migrations: Self.other.allMigrations)
    }

    private func requireUnchanged(_ configuration: PostgresConfiguration) async throws {
        let database = PostgresClient(configuration)
        try await Migrator(schema: Self.other.name.schemaName, migrations: Self.other.allMigrations)
            .verify(on: database)
        await database.close()
    }

    @Test(arguments: ["migrate", "migrate --dry-run", "dlq list"])
    func `a command refuses a database that another version made, and does not change it`(
        command: String
    ) async throws {
        let configuration = try await otherDatabase()
        let server = try #require(try await PostgresFixture.server())
        let url = "host=\(server.folder) port=\(server.port) user=postgres dbname=\(configuration.database ?? "")"
        let (code, printed) = await run(command, Self.program, ["DATABASE_URL": url])
        #expect(code == 1)
        #expect(printed.errors.contains("schemaMismatch"), "\(printed.errors)")
        #expect(printed.errors.contains("service/0001_thing") && printed.errors.contains("make clean-data"))
        try await requireUnchanged(configuration)
    }

    @Test func `a start refuses a database that another version made, and does not change it`() async throws {
        var options = Service.Options()
        options.database = try await otherDatabase()
        options.usesKafka = false
        let settings = try ConfigurationReader(
            Self.program.name, keys: Self.program.allKeys, environment: ["CERTIFICATION_HTTP_PORT": "0"]
        ).read()
        await #expect {
            _ = try await Service.start(Self.program, settings, log: .silent, options: options)
        } throws: {
            $0.postgresError?.code == .schemaMismatch && "\($0)".contains("make clean-data")
        }
        try await requireUnchanged(try #require(options.database))
    }

    @Test func `lists each migration with its digest, which a release freezes`() async throws {
        let released = Self.definition(Self.first)
        let (code, printed) = await run("migrate --list", released)
        #expect(code == 0)
        #expect(printed.output.split(separator: "\n").count == released.allMigrations.count)
        let folder = FileManager.default.temporaryDirectory.appending(path: "released-\(UUID().uuidString)")
        let migrations = folder.appending(path: "1.0.0/migrations")
        try FileManager.default.createDirectory(at: migrations, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try printed.output.write(
            to: migrations.appending(path: "certification"), atomically: true, encoding: .utf8)

        #expect(try ReleasedMigrations.check(Self.definition(Self.first, Self.second), in: folder) == [[Self.second]])
        for wrong in [Self.definition(Self.edited), Self.definition(), Self.definition(Self.second, Self.first)] {
            #expect { try ReleasedMigrations.check(wrong, in: folder) } throws: {
                $0.postgresError?.code == .schemaMismatch
            }
        }
    }
}
