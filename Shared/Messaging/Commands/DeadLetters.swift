import Contracts
package import Postgres
package import Primitives

/// The commands `dlq list | show | redrive | purge` as functions over a service's dead letters. ServiceKit prints the
/// results.
///
/// The topic is for people and tools. The service's own table has what a redrive needs, so that a redrive affects this
/// service only and no other subscriber.
package struct DeadLetters: Sendable {
    let database: PostgresClient

    package init(_ database: PostgresClient) {
        self.database = database
    }
}

/// A record that could not be handled.
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

/// The dead letters that a command selects. All conditions must hold.
package struct DeadLetterFilter: Sendable {
    package var ids: [Int64]?
    package var topic: String?
    package var type: String?
    package var key: String?
    package var reasonContains: String?
    package var since: Instant?
    package var before: Instant?
    /// Whether to include closed letters (redriven or purged).
    package var includesClosed = false
    /// The maximum number of letters, oldest first.
    package var limit = 100

    package init() {}
}

extension DeadLetter {
    /// Whether the letter holds an event that can be handled. A letter without an envelope can only be purged.
    package var isRedrivable: Bool { event != nil && (isOfCompactedTopic || key != nil) }

    var isOfCompactedTopic: Bool { Topic(name: topic)?.isCompacted ?? false }
}
