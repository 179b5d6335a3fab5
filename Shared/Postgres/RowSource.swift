/// Where a read goes: the pool, or a transaction that sees its own writes.
///
/// A store's function that only reads takes one, so that a decision under a lock and an answer for a screen ask the same question.
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
