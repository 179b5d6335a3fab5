import Executors
import Postgres
import Synchronization
import TestSupport
import Testing

private struct Refusal: Error, Equatable {}

@Suite struct TransactionTests {
    private func client(_ sql: String = "CREATE TABLE item (id int PRIMARY KEY)") async throws -> PostgresClient {
        PostgresClient(try await PostgresFixture.database(migrations: [Migration("0001", sql)]))
    }

    private func items(_ client: PostgresClient) async throws -> [Int] {
        try await client.query("SELECT id FROM item ORDER BY id").map { try $0.decode(Int.self) }
    }

    @Test func `what a body did is there when it returned`() async throws {
        let client = try await client()
        let count = try await client.transaction { transaction in
            transaction.enqueue("INSERT INTO item VALUES (1)")
            let seen = try await transaction.query("SELECT FROM item").count
            transaction.enqueue("INSERT INTO item VALUES (2)")
            transaction.enqueue("UPDATE item SET id = id + 10")
            return seen
        }
        #expect(count == 1)
        #expect(try await items(client) == [11, 12])
        await client.close()
    }

    @Test func `a body's own error undoes everything and comes through as it is`() async throws {
        let client = try await client()
        await #expect(throws: Refusal()) {
            try await client.transaction { transaction in
                try await transaction.execute("INSERT INTO item VALUES (1)")
                transaction.enqueue("INSERT INTO item VALUES (2)")
                throw Refusal()
            }
        }
        #expect(try await items(client).isEmpty)
        await client.close()
    }

    @Test func `an error of the server has its code and its constraint, and undoes everything`() async throws {
        let client = try await client()
        await #expect {
            try await client.transaction { transaction in
                try await transaction.execute("INSERT INTO item VALUES (1)")
                try await transaction.execute("INSERT INTO item VALUES (1)")
            }
        } throws: { error in
            let error = error as? PostgresError
            return error?.sqlState == .uniqueViolation && error?.constraint == "item_pkey" && error?.table == "item"
        }
        #expect(try await items(client).isEmpty)
        await client.close()
    }

    @Test func `an enqueued statement's error is thrown at the next statement, or as that of COMMIT`() async throws {
        let client = try await client()
        await #expect {
            try await client.transaction { transaction in
                transaction.enqueue("INSERT INTO item VALUES (1), (1)")
                _ = try await transaction.query("SELECT 1")
            }
        } throws: { ($0 as? PostgresError)?.sqlState == .uniqueViolation }
        await #expect {
            try await client.transaction { transaction in
                transaction.enqueue("INSERT INTO item VALUES (1)")
                transaction.enqueue("INSERT INTO item VALUES (1)")
            }
        } throws: { error in
            let failure = error as? TransactionError
            return failure?.commit?.sqlState == .uniqueViolation && failure?.outcome == .rolledBack
                && error.sqlState == .uniqueViolation
        }
        #expect(try await items(client).isEmpty)
        await client.close()
    }

    @Test func `going on after a failed statement does not pass for a commit`() async throws {
        let client = try await client()
        await #expect {
            try await client.transaction { transaction in
                try await transaction.execute("INSERT INTO item VALUES (1)")
                _ = try? await transaction.query("SELECT 1/0")
            }
        } throws: { ($0 as? TransactionError)?.commit?.sqlState == .failedTransaction }
        #expect(try await items(client).isEmpty)
        await client.close()
    }

    @Test func `a check at COMMIT that fails is a rolled back commit`() async throws {
        let client = try await client("CREATE TABLE item (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
        await #expect {
            try await client.transaction { try await $0.execute("INSERT INTO item VALUES (1), (1)") }
        } throws: { error in
            let error = error as? TransactionError
            return error?.commit?.sqlState == .uniqueViolation && error?.outcome == .rolledBack
                && error?.rollback == nil
        }
        #expect(try await items(client).isEmpty)
        await client.close()
    }

    @Test func `actions run after COMMIT and only then`() async throws {
        let client = try await client()
        let ran = Mutex(0)
        try await client.transaction { transaction in
            transaction.enqueue("INSERT INTO item VALUES (1)")
            transaction.onCommit { ran.withLock { $0 += 1 } }
            #expect(ran.withLock { $0 } == 0)
        }
        #expect(ran.withLock { $0 } == 1)
        _ = try? await client.transaction { transaction in
            transaction.enqueue("INSERT INTO item VALUES (1)")
            transaction.onCommit { ran.withLock { $0 += 1 } }
        }
        #expect(ran.withLock { $0 } == 1)
        await client.close()
    }

    @Test func `BEGIN and enqueued statements wait for company`() async throws {
        let client = try await client()
        let states = try await client.transaction { transaction in
            transaction.enqueue("INSERT INTO item VALUES (1)")
            // Nothing was sent: the server sees no session in a transaction.
            let before = try await client.query("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'")[0]
            _ = try await transaction.query("SELECT 1")
            let after = try await client.query("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'")[0]
            return (try before.decode(Int.self), try after.decode(Int.self))
        }
        #expect(states.1 > 0)
        #expect(try await items(client) == [1])
        // A transaction that asked for nothing sends nothing, and its actions run.
        let ran = Mutex(false)
        try await client.transaction { transaction in transaction.onCommit { ran.withLock { $0 = true } } }
        #expect(ran.withLock { $0 })
        await client.close()
    }

    @Test func `options reach the server`() async throws {
        let client = try await client()
        let level = try await client.transaction(.serializable) { transaction in
            try await transaction.query("SHOW transaction_isolation")[0].decode(String.self)
        }
        #expect(level == "serializable")
        await #expect {
            try await client.transaction(.snapshot) { try await $0.execute("INSERT INTO item VALUES (1)") }
        } throws: { $0.sqlState?.rawValue == "25006" }
        await client.close()
    }

    @Test func `one of two transactions that contradict each other is asked to try again`() async throws {
        let client = try await client("CREATE TABLE item (id int PRIMARY KEY, taken bool NOT NULL DEFAULT false)")
        try await client.execute("INSERT INTO item VALUES (1), (2)")
        await #expect {
            try await client.transaction(.serializable) { first in
                _ = try await first.query("SELECT count(*) FROM item WHERE taken")
                try await client.transaction(.serializable) { second in
                    _ = try await second.query("SELECT count(*) FROM item WHERE taken")
                    try await second.execute("UPDATE item SET taken = true WHERE id = 2")
                }
                try await first.execute("UPDATE item SET taken = true WHERE id = 1")
            }
        } throws: { $0.sqlState?.asksForRetry == true && $0.postgresError?.isTransient == true }
        await client.close()
    }

    @Test func `a transaction kept beyond its end is of no use`() async throws {
        let client = try await client()
        let kept = try await client.transaction { $0 }
        await #expect { try await kept.query("SELECT 1") } throws: { $0.postgresError?.code == .closed }
        await client.close()
    }

    @Test func `a deadline that passes in the body stops it and undoes everything`() async throws {
        let client = try await client()
        await #expect {
            try await client.transaction(deadline: .after(.milliseconds(100))) { transaction in
                try await transaction.execute("INSERT INTO item VALUES (1)")
                try await transaction.execute("SELECT pg_sleep(600)")
            }
        } throws: { ($0 as? PostgresError)?.code == .deadline }
        await #expect {
            try await client.transaction(deadline: .after(.milliseconds(100))) { transaction in
                transaction.enqueue("INSERT INTO item VALUES (1)")
                transaction.enqueue("SELECT pg_sleep(600)")
            }
        } throws: { ($0 as? TransactionError)?.commit?.code == .deadline }
        #expect(try await items(client).isEmpty)
        await client.close()
    }
}
