import Contracts
package import Postgres

/// The command `projection rebuild` as a function. ServiceKit prints the results.
package struct ProjectionCommands: Sendable {
    let database: PostgresClient
    let projections: [Projection]

    package init(_ database: PostgresClient, projections: [Projection]) {
        self.database = database
        self.projections = projections
    }

    /// The names that `rebuild` accepts.
    package var names: [String] { projections.map(\.name) }

    /// Deletes a projection's rows and has the running consumer read its topic again from the earliest record (C3).
    ///
    /// - Throws: `UnknownProjection`.
    package func rebuild(
        _ name: String, progress: @Sendable (CommandProgress) -> Void = { _ in }
    ) async throws {
        guard let projection = projections.first(where: { $0.name == name }) else {
            throw UnknownProjection(name: name)
        }
        let total = try await database.query(
            "SELECT count(*) FROM projection_guard WHERE projection = \(name)")[0].value(at: 0, as: Int.self)
        var done = 0
        while true {
            let keys = try await deleteSome(projection)
            guard !keys.isEmpty else { break }
            done += keys.count
            progress(CommandProgress(unit: "rows", done: done, total: total))
        }
        // Last, so that records that were applied and deleted meanwhile are read again as well.
        try await database.execute(
            """
            UPDATE consumer_position SET log_offset = -1, event_id = NULL, moved_at = now()
            WHERE topic = \(projection.topic.name)
            """)
    }

    /// Deletes rows as a tombstone would, together with their guards.
    private func deleteSome(_ projection: Projection) async throws -> [String] {
        try await database.transaction { transaction in
            let keys = try await transaction.query(
                """
                DELETE FROM projection_guard WHERE projection = \(projection.name) AND aggregate_id IN (
                    SELECT aggregate_id FROM projection_guard WHERE projection = \(projection.name)
                    ORDER BY aggregate_id LIMIT 500 FOR UPDATE)
                RETURNING aggregate_id
                """
            ).map { try $0.value(at: 0, as: String.self) }
            for key in keys { try await projection.apply(key, nil, transaction) }
            return keys
        }
    }
}

package struct UnknownProjection: Error, CustomStringConvertible {
    package let name: String

    package var description: String { "unknown projection: \(name)" }
}
