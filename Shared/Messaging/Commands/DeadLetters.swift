package import Postgres
package import Primitives

/// `dlq list | show | redrive | purge`, as functions over a service's dead letters; ServiceKit prints.
///
/// The topic is for people and tools; the service's own table has what redriving needs, so a redrive reaches this service
/// alone and no other subscriber.
package struct DeadLetters: Sendable {
    let database: PostgresClient

    package init(_ database: PostgresClient) {
        self.database = database
    }
}

/// One record that could not be handled.
package struct DeadLetter: Sendable {
    package let id: Int64
    package let topic: String
    package let partition: Int
    package let offset: Int64
    package let type: String?
    package let key: String?
    package let event: EventID?
    package let reason: String
    package let deadAt: Instant
    package let redrives: Int
    package let isOpen: Bool
}

/// Which dead letters a command is about; all conditions hold together.
package struct DeadLetterFilter: Sendable {
    package var ids: [Int64]?
    package var topic: String?
    package var type: String?
    package var key: String?
    package var reasonContains: String?
    package var since: Instant?
    package var before: Instant?
    /// Closed ones too (redriven, purged).
    package var includesClosed = false
    /// At most so many, oldest first.
    package var limit = 100

    package init() {}
}

extension DeadLetters {
    package func list(_ filter: DeadLetterFilter) async throws -> [DeadLetter] { fatalError("not yet") }

    /// With its headers and value as text; the value is nil where the topic holds personal data.
    package func show(_ id: Int64) async throws -> (letter: DeadLetter, headers: [(String, String)], value: String?)? {
        fatalError("not yet")
    }

    /// The running consumer handles them again, in the order of their aggregates. Answers those selected.
    @discardableResult
    package func redrive(
        _ filter: DeadLetterFilter, isDryRun: Bool = false, progress: @Sendable (CommandProgress) -> Void = { _ in }
    ) async throws -> [DeadLetter] { fatalError("not yet") }

    /// Closes them without handling; their content is deleted here. Answers those selected.
    @discardableResult
    package func purge(
        _ filter: DeadLetterFilter, isDryRun: Bool = false, progress: @Sendable (CommandProgress) -> Void = { _ in }
    ) async throws -> [DeadLetter] { fatalError("not yet") }
}
