package import Primitives

/// The progress of a long command, reported often.
package struct CommandProgress: Sendable {
    /// The unit that is counted: `rows`, `records`.
    package let unit: String
    package let done: Int
    /// The total; nil while unknown.
    package let total: Int?
}

/// The commands `outbox status | republish | reconcile` as functions. ServiceKit prints the results.
package struct OutboxCommands: Sendable {
    let journal: Journal

    package init(_ journal: Journal) {
        self.journal = journal
    }
}

/// The part of the journal and the state that is sent again.
package enum RepublishSelection: Hashable, Sendable {
    case since(Instant)
    /// An aggregate by its key, on any of the service's topics. Also releases the aggregate if a refused record holds
    /// it back (R4).
    case aggregate(String)
    case type(String)
    case everything
}

/// The result of `republish`. The leader sends the events whenever one runs.
package struct RepublishOutcome: Sendable {
    /// The request's id; nil if no fact was selected. `OutboxCommands.requestsOpen` returns whether it is complete.
    package let request: Int64?
    package let facts: Int
    package let states: Int
}

/// The result of `outbox status`, for each cluster that the journal was sent to.
package struct OutboxStatus: Sendable {
    package struct Cluster: Sendable {
        package let id: String
        package let cursor: Int64
        package let pending: Int
        package let seenAt: Instant
        package let held: [Held]
    }

    package struct Held: Sendable {
        package let topic: String
        package let key: String
        package let fromID: Int64
        package let reason: String
        package let since: Instant
    }

    package let newestID: Int64
    package let epoch: Int64
    package let leader: String?
    package let term: Int64
    package let leaseExpiresAt: Instant?
    package let openRequests: Int
    package let partitions: Int
    package let clusters: [Cluster]
}

/// The result of `outbox reconcile`: the differences between the topics and the tables.
package struct ReconcileReport: Sendable {
    package struct Difference: Sendable {
        package enum Kind: String, Sendable {
            /// On the topic but not in the journal: the database was restored to an earlier time.
            case unknownToJournal
            /// A fact that was sent but is no longer on the topic: its records were deleted.
            case missingOnTopic
            /// In the state table, but missing or older on the topic.
            case behindOnTopic
            /// On the topic in a version that the table has not reached, or after the table's tombstone.
            case aheadOnTopic
        }

        package let kind: Kind
        package let topic: String
        package let key: String
        package let detail: String
        /// False for a fact of a lost branch that a recovery has since superseded with a higher epoch. It stays on its
        /// topic until it expires.
        package var needsRecovery = true
    }

    package let recordsRead: Int
    package let differences: [Difference]
    /// Whether a recovery was requested: a new epoch, the journal from the last valid checkpoint, and all state again.
    package var recoveryRequested = false

    package var needsRecovery: Bool { differences.contains(where: \.needsRecovery) }
}
