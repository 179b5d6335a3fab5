import Postgres
import TestSupport
import Testing

@Suite struct PostgresErrorTests {
    @Test func `a description has no values, the debug description has all`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        try await client.execute("CREATE TABLE person (email text UNIQUE, age int CHECK (age > 0))")
        try await client.execute("INSERT INTO person VALUES ('ada@example.org', 1)")
        let wrong: [Query] = [
            "INSERT INTO person VALUES (\("ada@example.org"), 2)", "SELECT \("ada@example.org")::int",
            "INSERT INTO person VALUES (\("ada@example.org!"), -7)",
        ]
        for query in wrong {
            do {
                try await client.execute(query)
                Issue.record("not refused: \(query)")
            } catch {
                #expect(!"\(error)".contains("ada@"))
                #expect(!"\(error)".contains("-7"))
                #expect(String(reflecting: error).contains("ada@"))
                #expect("\(error)".contains(try #require(error.sqlState).rawValue))
            }
        }
        await client.close()
    }

    @Test(arguments: [
        ("08006", true), ("40001", true), ("40P01", true), ("53300", true), ("57P01", true), ("55P03", true),
        ("57014", false), ("23505", false), ("42P01", false), ("22P02", false),
    ])
    func `transient states are those that time cures`(state: String, isTransient: Bool) {
        #expect(SQLState(rawValue: state).isTransient == isTransient)
    }

    @Test func `nothing prints a password`() throws {
        let url = "postgres://ada:hunter2@db.example.org:6543/school?sslmode=verify-full&sslpassword=hunter2"
        let configuration = try PostgresConfiguration(url: url)
        #expect(configuration.host == "db.example.org" && configuration.port == 6543 && configuration.user == "ada")
        #expect(configuration[parameter: "sslmode"] == "verify-full")
        var dumped = ""
        dump(configuration.password, to: &dumped)
        for text in ["\(configuration)", dumped, "\(configuration.password as Any)"] {
            #expect(!text.contains("hunter2"))
        }
        do {
            _ = try PostgresConfiguration(url: "postgres://ada:hunter2@db:x:y/%")
            Issue.record("not refused")
        } catch {
            #expect(!String(reflecting: error).contains("hunter2"))
        }
    }

    @Test func `a failed login does not tell the password`() async throws {
        var configuration = try await PostgresFixture.database()
        configuration[parameter: "user"] = "nobody"
        configuration.password = .init("hunter2")
        do {
            _ = try await PostgresConnection.connect(configuration)
            Issue.record("not refused")
        } catch {
            #expect(error.postgresError?.code == .connection)
            #expect(!String(reflecting: error).contains("hunter2"))
        }
    }
}
