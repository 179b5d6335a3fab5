import Contracts
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

extension DeadLetter {
    /// It holds an event that someone could handle. What has no envelope can only be purged.
    package var isRedrivable: Bool { event != nil && (isOfCompactedTopic || key != nil) }

    var isOfCompactedTopic: Bool { Topic(name: topic)?.isCompacted ?? false }
}
