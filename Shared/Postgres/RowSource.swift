/// A source of rows: the pool, or a transaction that sees its own writes.
///
/// A repository's `find(id)` reads from the pool, its `find(id, from:)` from the given source with the same statement.
package protocol RowSource: Sendable {
    /// The rows of one statement.
    func query(_ query: Query) async throws -> [Row]

    /// The rows of each statement, sent in one round trip.
    func batch(_ queries: [Query]) async throws -> [[Row]]
}

extension PostgresClient: RowSource {
    package func query(_ query: Query) async throws -> [Row] {
        try await self.query(query, deadline: nil)
    }

    @discardableResult
    package func batch(_ queries: [Query]) async throws -> [[Row]] {
        try await self.batch(queries, deadline: nil)
    }
}

extension Transaction: RowSource {}
