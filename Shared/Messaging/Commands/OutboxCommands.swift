package import Primitives

/// How far a long command is; called often, printed by who likes.
package struct CommandProgress: Sendable {
    /// What is counted: `rows`, `records`.
    package let unit: String
    package let done: Int
    /// Nil while unknown.
    package let total: Int?
}

/// `outbox status | republish | reconcile`, as functions; ServiceKit prints.
package struct OutboxCommands: Sendable {
    let journal: Journal

    package init(_ journal: Journal) {
        self.journal = journal
    }
}

/// Which part of the journal and of the state is sent once more.
package enum RepublishSelection: Hashable, Sendable {
    case since(Instant)
    /// By its key, on any of the service's topics; also releases it when a refused record held it back (R4).
    case aggregate(String)
    case type(String)
    case everything
}

/// What `republish` asked for: the leader serves it, whenever one runs.
package struct RepublishOutcome: Sendable {
    /// Nil when no fact was selected. `OutboxCommands.requestsOpen` tells when it is served.
    package let request: Int64?
    package let facts: Int
    package let states: Int
}

/// `outbox status`, per cluster that the journal was sent to.
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

/// `outbox reconcile`: what the topics and the tables do not have in common.
package struct ReconcileReport: Sendable {
    package struct Difference: Sendable {
        package enum Kind: String, Sendable {
            /// On the topic, not in the journal: the database was restored to an earlier time.
            case unknownToJournal
            /// A fact that was sent, and stands on the topic no more: someone deleted its records.
            case missingOnTopic
            /// In the state table, missing or older on the topic.
            case behindOnTopic
            /// On the topic in a version that the table has not reached, or gone in the table's view.
            case aheadOnTopic
        }

        package let kind: Kind
        package let topic: String
        package let key: String
        package let detail: String
        /// False for a fact of a lost branch that a recovery since then has put behind a higher epoch: it stays on its topic
        /// as long as that keeps it.
        package var needsRecovery = true
    }

    package let recordsRead: Int
    package let differences: [Difference]
    /// The relay was told to recover: a new epoch, the journal from the last sound checkpoint, all state again.
    package var recoveryRequested = false

    package var needsRecovery: Bool { differences.contains(where: \.needsRecovery) }
}
