import Executors
import TestSupport
import Testing

@testable import Postgres

/// The pool against a real server.
@Suite struct PoolTests {
    @Test func `a thousand transactions at once on eight connections all get through`() async throws {
        var configuration = try await PostgresFixture.database()
        configuration.poolSize = 8
        configuration.maxWaiters = 1000
        let observer = Watcher()
        let client = PostgresClient(configuration, observer: observer)
        try await client.execute("CREATE TABLE account (id int PRIMARY KEY, balance int NOT NULL)")
        try await client.execute("INSERT INTO account SELECT n, 0 FROM generate_series(0, 9) n")
        try await withThrowingTaskGroup { group in
            for number in 0..<1000 {
                group.addTask {
                    try await client.transaction { transaction in
                        let account = number % 10
                        _ = try await transaction.query("SELECT balance FROM account WHERE id = \(account) FOR UPDATE")
                        transaction.enqueue("UPDATE account SET balance = balance + 1 WHERE id = \(account)")
                    }
                }
            }
            try await group.waitForAll()
        }
        let total = try await client.query("SELECT sum(balance)::int8 FROM account")[0].decode(Int.self)
        #expect(total == 1000)
        #expect(observer.seen.withLock { $0.maxOpen } == 8)
        #expect(observer.seen.withLock { $0.waits } >= 1000)
        await client.close()
    }

    @Test func `a caller who waits too long is told so`() async throws {
        var configuration = try await PostgresFixture.database()
        configuration.poolSize = 1
        configuration.poolDeadline = .milliseconds(50)
        let observer = Watcher()
        let client = PostgresClient(configuration, observer: observer)
        try await client.withConnection { _ in
            await #expect { try await client.query("SELECT 1") } throws: {
                $0.postgresError?.code == .poolTimeout && $0.postgresError?.isTransient == true
            }
            await #expect { try await client.query("SELECT 1", deadline: .after(.milliseconds(5))) } throws: {
                $0.postgresError?.code == .poolTimeout
            }
        }
        #expect(try await client.query("SELECT 1").count == 1)
        #expect(observer.seen.withLock { $0.refusals } == [.poolTimeout, .poolTimeout])
        await client.close()
    }

    @Test func `callers beyond the bound are turned away at once`() async throws {
        var configuration = try await PostgresFixture.database()
        configuration.poolSize = 1
        configuration.maxWaiters = 2
        let observer = Watcher()
        let client = PostgresClient(configuration, observer: observer)
        try await client.withConnection { _ in
            let waiting = (0..<2).map { _ in Task { try await client.query("SELECT 1") } }
            await observer.waiters(2)
            await #expect { try await client.query("SELECT 1") } throws: { $0.postgresError?.code == .poolFull }
            for task in waiting { task.cancel() }
            for task in waiting { await #expect(throws: CancellationError.self) { try await task.value } }
        }
        #expect(try await client.query("SELECT 1").count == 1)
        await client.close()
    }

    @Test func `callers are served in the order of their coming`() async throws {
        var configuration = try await PostgresFixture.database()
        configuration.poolSize = 1
        let observer = Watcher()
        let client = PostgresClient(configuration, observer: observer)
        let callers = try await client.withConnection { _ in
            var callers: [Task<Void, any Error>] = []
            for number in 0..<10 {
                callers.append(
                    Task { try await client.withConnection { _ in observer.seen.withLock { $0.order.append(number) } } }
                )
                await observer.waiters(number + 1)
            }
            return callers
        }
        for caller in callers { try await caller.value }
        #expect(observer.seen.withLock { $0.order } == Array(0..<10))
        await client.close()
    }

    @Test func `a connection lost while idle is replaced without anybody noticing`() async throws {
        var configuration = try await PostgresFixture.database()
        configuration.poolSize = 3
        let client = PostgresClient(configuration)
        let killer = try await PostgresConnection.connect(configuration)
        for _ in 0..<5 {
            // All three are open and idle now.
            try await client.withConnection { _ in
                try await client.withConnection { _ in _ = try await client.query("SELECT 1") }
            }
            try await killer.terminateOthers()
            #expect(try await client.query("SELECT 1").count == 1)
            try await killer.terminateOthers()
            #expect(try await client.transaction { try await $0.query("SELECT 1") }.count == 1)
        }
        await killer.close()
        await client.close()
    }

    @Test func `servers killed under load lose no committed work and the pool recovers`() async throws {
        var configuration = try await PostgresFixture.database()
        configuration.poolSize = 4
        configuration.maxWaiters = 1000
        let client = PostgresClient(configuration)
        try await client.execute("CREATE TABLE item (id int PRIMARY KEY)")
        let killer = try await PostgresConnection.connect(configuration)
        let outcomes = try await withThrowingTaskGroup(of: (Int, Bool?).self) { group in
            for number in 0..<400 {
                group.addTask {
                    do {
                        try await client.transaction { transaction in
                            _ = try await transaction.query("SELECT 1")
                            transaction.enqueue("INSERT INTO item VALUES (\(number))")
                        }
                        return (number, true)
                    } catch {
                        #expect(error.postgresError?.isTransient == true)
                        return (number, (error as? TransactionError)?.outcome == .unknown ? nil : false)
                    }
                }
            }
            for _ in 0..<10 { try await killer.terminateOthers() }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        let there = Set(try await client.query("SELECT id FROM item").map { try $0.decode(Int.self) })
        for number in 0..<400 {
            guard let committed = outcomes[number] else { continue }
            #expect(there.contains(number) == committed)
        }
        #expect(outcomes.values.contains(true))
        await killer.close()
        await client.close()
    }

    @Test func `a server that is restarted is found again`() async throws {
        let server = try await PostgresServer.start()
        let client = PostgresClient(try server.configuration)
        try await client.execute("CREATE TABLE item (id int)")
        try await client.execute("INSERT INTO item VALUES (1)")
        try await server.control("restart -m immediate")
        #expect(try await client.query("SELECT FROM item").count == 1)
        try await server.control("stop -m fast")
        await #expect { try await client.query("SELECT FROM item") } throws: { $0.postgresError?.isTransient == true }
        try await server.control("start")
        #expect(try await client.transaction { try await $0.query("SELECT FROM item") }.count == 1)
        await client.close()
    }

    @Test func `a connection is replaced after its lifetime`() async throws {
        var configuration = try await PostgresFixture.database()
        configuration.poolSize = 1
        configuration.maximumLifetime = .zero
        let client = PostgresClient(configuration)
        var processes = Set<Int>()
        for _ in 0..<3 {
            processes.insert(try await client.query("SELECT pg_backend_pid()")[0].decode(Int.self))
        }
        #expect(processes.count == 3)
        await client.close()
    }

    @Test func `a transaction that a caller left open is rolled back before the next caller comes`() async throws {
        var configuration = try await PostgresFixture.database()
        configuration.poolSize = 1
        let client = PostgresClient(configuration)
        try await client.execute("CREATE TABLE item (id int)")
        try await client.withConnection { connection in
            try await connection.execute("BEGIN")
            try await connection.execute("INSERT INTO item VALUES (1)")
        }
        #expect(try await client.query("SELECT FROM item").isEmpty)
        await client.close()
    }

    @Test func `a server that cannot be reached is an error for each caller, not a wait`() async throws {
        var configuration = try PostgresConfiguration(url: "postgres://nobody@127.0.0.1:1/none")
        configuration.poolSize = 1
        let client = PostgresClient(configuration)
        await withTaskGroup { group in
            for _ in 0..<20 {
                group.addTask {
                    await #expect { try await client.query("SELECT 1") } throws: {
                        $0.postgresError?.code == .connection && $0.postgresError?.isTransient == true
                    }
                }
            }
        }
        await client.close()
    }

    @Test func `closing turns away who waits and outlasts who works`() async throws {
        var configuration = try await PostgresFixture.database()
        configuration.poolSize = 1
        let observer = Watcher()
        let client = PostgresClient(configuration, observer: observer)
        let closing = try await client.withConnection { connection in
            let waiting = Task { try await client.query("SELECT 1") }
            await observer.waiters(1)
            let closing = Task { await client.close() }
            await #expect { try await waiting.value } throws: { $0.postgresError?.code == .closed }
            let rows = try await connection.query("SELECT 1")
            #expect(rows.count == 1)
            return closing
        }
        await closing.value
        await #expect { try await client.query("SELECT 1") } throws: { $0.postgresError?.code == .closed }
        await client.close()
    }
}

/// Remembers what the pool tells, and lets a test wait until so many wait. Behind a monitor: ThreadSanitizer does not
/// follow `Mutex` when several want it.
private final class Watcher: PostgresObserver {
    struct Seen {
        var maxOpen = 0
        var waits = 0
        var order: [Int] = []
        var refusals: [PostgresError.Code] = []
    }

    let seen = Monitor(Seen())
    private let counts = AsyncStream.makeStream(of: Int.self)

    func waiters(_ count: Int) async {
        for await seen in counts.stream where seen >= count { return }
    }

    func waiting(_ count: Int) { counts.continuation.yield(count) }
    func waited(_ duration: Duration) { seen.withLock { $0.waits += 1 } }
    func connections(open: Int, inUse: Int) { seen.withLock { $0.maxOpen = max($0.maxOpen, open) } }
    func refused(_ code: PostgresError.Code) { seen.withLock { $0.refusals.append(code) } }
}

extension PostgresConnection {
    /// Ends every other session of this database.
    fileprivate func terminateOthers() async throws {
        _ = try await query(
            """
            SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """)
    }
}
