package import Executors

package final class PostgresClient: Sendable {
    package init(_ configuration: PostgresConfiguration, observer: any PostgresObserver = NoObserver()) {}
    package func query(_ query: Query, deadline: Deadline? = nil) async throws -> [Row] { fatalError() }
    @discardableResult
    package func execute(_ query: Query, deadline: Deadline? = nil) async throws -> Int { fatalError() }
    package func batch(_ queries: [Query], deadline: Deadline? = nil) async throws -> [[Row]] { fatalError() }
    package func transaction<R>(
        _ options: TransactionOptions = .default, deadline: Deadline? = nil,
        _ body: (Transaction) async throws -> R
    ) async throws -> R { fatalError() }
    package func withConnection<R>(
        deadline: Deadline? = nil, _ body: (PostgresConnection) async throws -> R
    ) async throws -> R { fatalError() }
    package func close() async {}
}

package actor PostgresConnection {
    package static func connect(
        _ configuration: PostgresConfiguration, name: String = "postgres", observer: any PostgresObserver = NoObserver()
    ) async throws -> PostgresConnection { fatalError() }
    package func query(_ query: Query, deadline: Deadline? = nil) async throws -> [Row] { fatalError() }
    @discardableResult
    package func execute(_ query: Query, deadline: Deadline? = nil) async throws -> Int { fatalError() }
    package func batch(_ queries: [Query], deadline: Deadline? = nil) async throws -> [[Row]] { fatalError() }
    /// Several statements in one text, by the simple protocol, without values; their rows are dropped.
    package func script(_ sql: String, deadline: Deadline? = nil) async throws { fatalError() }
    package nonisolated func transaction<R>(
        _ options: TransactionOptions = .default, deadline: Deadline? = nil,
        _ body: (Transaction) async throws -> R
    ) async throws -> R { fatalError() }
    package func close() async {}
}

package struct Transaction: Sendable {
    package func query(_ query: Query) async throws -> [Row] { fatalError() }
    @discardableResult
    package func execute(_ query: Query) async throws -> Int { fatalError() }
    package func batch(_ queries: [Query]) async throws -> [[Row]] { fatalError() }
    package func enqueue(_ query: Query) {}
    package func onCommit(_ action: @escaping @Sendable () -> Void) {}
}

package struct Migrator: Sendable {
    package init(schema: String, migrations: [Migration]) {}
    package func pending(on client: PostgresClient) async throws -> [Migration] { fatalError() }
    @discardableResult
    package func apply(on client: PostgresClient) async throws -> [Migration] { fatalError() }
    package func verify(on client: PostgresClient) async throws {}
}
