import Executors
import Postgres
import TestSupport
import Testing

@Suite struct CancellationTests {
    @Test func `cancelling the task stops the statement, and the connection goes on`() async throws {
        var configuration = try await PostgresFixture.database()
        configuration.poolSize = 1
        let client = PostgresClient(configuration)
        let process = try await client.query("SELECT pg_backend_pid()")[0].decode(Int.self)
        let task = Task { try await client.query("SELECT pg_sleep(600)") }
        try await waitUntilBusy(process, configuration)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await client.query("SELECT pg_backend_pid()")[0].decode(Int.self) == process)
        await client.close()
    }

    @Test func `a cancelled transaction leaves nothing and a clean connection`() async throws {
        var configuration = try await PostgresFixture.database()
        configuration.poolSize = 1
        let client = PostgresClient(configuration)
        try await client.execute("CREATE TABLE item (id int)")
        let process = try await client.query("SELECT pg_backend_pid()")[0].decode(Int.self)
        let task = Task {
            try await client.transaction { transaction in
                try await transaction.execute("INSERT INTO item VALUES (1)")
                try await transaction.execute("SELECT pg_sleep(600)")
            }
        }
        try await waitUntilBusy(process, configuration)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let (again, count) = try await client.query("SELECT pg_backend_pid(), (SELECT count(*) FROM item)")[0].decode(
            (Int, Int).self)
        #expect(again == process)
        #expect(count == 0)
        await client.close()
    }

    @Test func `a cancelled task's statement is not sent at all`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        try await client.execute("CREATE TABLE item (id int)")
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await client.execute("INSERT INTO item VALUES (1)")
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await client.query("SELECT FROM item").isEmpty)
        await client.close()
    }

    @Test func `a deadline stops the statement with an error of its own`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        await #expect { try await client.query("SELECT pg_sleep(600)", deadline: .after(.milliseconds(50))) } throws: {
            $0.postgresError?.code == .deadline
        }
        await #expect { try await client.query("SELECT 1", deadline: .after(.zero)) } throws: {
            [.deadline, .poolTimeout].contains($0.postgresError?.code)
        }
        #expect(try await client.query("SELECT 1").count == 1)
        await client.close()
    }

    @Test func `a time limit set inside a transaction's body works there too`() async throws {
        let client = PostgresClient(try await PostgresFixture.database())
        let start = ContinuousClock.now
        await #expect(throws: DeadlineExceeded.self) {
            try await client.transaction { transaction in
                try await withDeadline(.after(.milliseconds(50))) { try await transaction.query("SELECT pg_sleep(25)") }
            }
        }
        #expect(ContinuousClock.now - start < .seconds(20))
        await client.close()
    }

    @Test func `the server's own time limit is an error of the server`() async throws {
        var configuration = try await PostgresFixture.database()
        configuration.statementTimeout = .milliseconds(50)
        let client = PostgresClient(configuration)
        await #expect { try await client.query("SELECT pg_sleep(600)") } throws: {
            $0.postgresError?.code == .server && $0.sqlState == .queryCanceled
        }
        await client.close()
    }

    @Test func `a cancel that comes too late never hits the next statement`() async throws {
        var configuration = try await PostgresFixture.database()
        configuration.poolSize = 1
        let client = PostgresClient(configuration)
        for round in 0..<300 {
            let task = Task { try await client.query("SELECT pg_sleep(\(Double(round % 10) / 5000))") }
            let canceller = Task {
                try? await Task.sleep(for: .microseconds(round * 7 % 2500))
                task.cancel()
            }
            _ = await task.result
            // Innocent, and right behind.
            #expect(try await client.query("SELECT 1").count == 1)
            await canceller.value
        }
        await client.close()
    }

    /// Until the server's process is at its statement.
    private func waitUntilBusy(_ process: Int, _ configuration: PostgresConfiguration) async throws {
        let observer = try await PostgresConnection.connect(configuration)
        var isBusy = false
        while !isBusy {
            isBusy =
                try await observer.query(
                    "SELECT wait_event = 'PgSleep' FROM pg_stat_activity WHERE pid = \(process)")[0]
                .decode(Bool?.self) ?? false
        }
        await observer.close()
    }
}
