import Executors
import Postgres
import TestSupport
import Testing

/// Connections that die at the worst moments.
@Suite struct LostCommitTests {
    private static let items = Migration("0001", "CREATE TABLE item (id int PRIMARY KEY)")

    @Test func `a server process that dies in COMMIT leaves the outcome unknown`() async throws {
        let suicide = Migration(
            "0002",
            """
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION die();
            """)
        let client = PostgresClient(try await PostgresFixture.database(migrations: [Self.items, suicide]))
        await #expect {
            try await client.transaction { $0.enqueue("INSERT INTO item VALUES (1)") }
        } throws: { error in
            let failure = error as? TransactionError
            return failure?.outcome == .unknown && failure?.commit?.code == .connection
                && error.postgresError?.isTransient == true
        }
        #expect(try await client.query("SELECT FROM item").isEmpty)
        await client.close()
    }

    @Test func `a server process that dies before COMMIT is known to have undone everything`() async throws {
        let client = PostgresClient(try await PostgresFixture.database(migrations: [Self.items]))
        await #expect {
            try await client.transaction { transaction in
                transaction.enqueue("INSERT INTO item VALUES (1)")
                transaction.enqueue("SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(10)")
            }
        } throws: { error in
            (error as? TransactionError)?.outcome == .rolledBack && error.sqlState?.rawValue == "57P01"
        }
        await #expect {
            try await client.transaction { transaction in
                try await transaction.execute("INSERT INTO item VALUES (1)")
                try await transaction.execute("SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(10)")
            }
        } throws: { ($0 as? PostgresError)?.sqlState?.rawValue == "57P01" }
        #expect(try await client.query("SELECT FROM item").isEmpty)
        await client.close()
    }

    @Test func `a wire cut after COMMIT went out leaves the outcome unknown, and the work may be there`() async throws {
        let server = try #require(try await PostgresFixture.server())
        let configuration = try await PostgresFixture.database(migrations: [Self.items])
        let cutter = try WireCutter(port: server.port, after: "COMMIT")
        var cut = try PostgresConfiguration(
            url: "postgres://postgres@127.0.0.1:\(cutter.port)/\(configuration.database ?? "")?sslmode=disable")
        cut.schema = "test"
        let client = PostgresClient(cut)
        await #expect {
            try await client.transaction { transaction in
                _ = try await transaction.query("SELECT 1")
                transaction.enqueue("INSERT INTO item VALUES (1)")
            }
        } throws: { ($0 as? TransactionError)?.outcome == .unknown }
        // The cutter let COMMIT through, and this lock waits for a transaction that still runs.
        let direct = PostgresClient(configuration)
        let there = try await direct.transaction { transaction in
            transaction.enqueue("LOCK TABLE item IN ACCESS EXCLUSIVE MODE")
            return try await transaction.query("SELECT FROM item")
        }
        #expect(there.count == 1)
        await direct.close()
        await client.close()
        cutter.stop()
    }
}
