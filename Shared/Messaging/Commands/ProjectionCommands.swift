package import Postgres

/// `projection rebuild`, as a function; ServiceKit prints.
package struct ProjectionCommands: Sendable {
    let database: PostgresClient
    let projections: [Projection]

    package init(_ database: PostgresClient, projections: [Projection]) {
        self.database = database
        self.projections = projections
    }

    /// Names that `rebuild` takes.
    package var names: [String] { projections.map(\.name) }

    /// Deletes what the projection holds and lets the running consumer read its topic again from the earliest record (C3).
    ///
    /// - Throws: `UnknownProjection`.
    package func rebuild(
        _ name: String, progress: @Sendable (CommandProgress) -> Void = { _ in }
    ) async throws { fatalError("not yet") }
}

package struct UnknownProjection: Error, CustomStringConvertible {
    package let name: String

    package var description: String { "there is no projection \(name)" }
}
