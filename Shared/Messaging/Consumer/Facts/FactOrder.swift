package import Primitives

/// What a consumer knows about the facts of an aggregate on a topic.
package struct AggregateProgress: Sendable {
    /// All numbers up to this one were received: handled, ignored, deferred or dead-lettered.
    package var last: Int64
    /// The numbers of deferred facts, in order.
    package var deferred: [Int64]

    package init(last: Int64 = 0, deferred: [Int64] = []) {
        self.last = last
        self.deferred = deferred
    }
}

/// The properties of a fact that determine its place in the order.
package struct FactHead: Hashable, Sendable {
    package let sequence: Int64
    /// The time of the previous fact.
    package let previousTime: Instant?
    /// The real time at which the event was created.
    package let bornAt: Instant?

    package init(sequence: Int64, previousTime: Instant?, bornAt: Instant?) {
        self.sequence = sequence
        self.previousTime = previousTime
        self.bornAt = bornAt
    }
}

/// Decides in which order an aggregate's facts are handled and which must wait (C2, C4). Pure.
package struct FactOrder: Sendable {
    package enum Decision: Hashable, Sendable {
        /// Handle the fact, with each handler that does not have it in its inbox.
        case handle
        /// The fact is older than the inbox's retention, so it is unknown whether it was handled.
        case ignore
        /// An earlier fact is missing.
        case deferForGap
        /// An earlier fact is deferred.
        case deferBehind
    }

    package let retention: Duration

    package init(retention: Duration) {
        self.retention = retention
    }

    /// Decides about a fact and records in `progress` that it was received.
    package func decide(_ fact: FactHead, _ progress: inout AggregateProgress, now: Instant) -> Decision {
        let horizon = now.adding(microseconds: -retention.wholeMicroseconds)
        if let bornAt = fact.bornAt, bornAt < horizon {
            markReceived(fact.sequence, &progress)
            return .ignore
        }
        if jumps(fact, progress, horizon: horizon) {
            insertDeferred(fact.sequence, &progress)
            return .deferForGap
        }
        if let first = progress.deferred.first, first < fact.sequence {
            insertDeferred(fact.sequence, &progress)
            markReceived(fact.sequence, &progress)
            return .deferBehind
        }
        markReceived(fact.sequence, &progress)
        return .handle
    }

    /// Defers a fact that was about to be handled because it waits for a projection's row (C4). It counts as received.
    package func markDeferred(_ sequence: Int64, _ progress: inout AggregateProgress) {
        insertDeferred(sequence, &progress)
        markReceived(sequence, &progress)
    }

    /// A number not above the last one is not a gap, because the publisher's database may have been restored.
    private func jumps(_ fact: FactHead, _ progress: AggregateProgress, horizon: Instant) -> Bool {
        guard fact.sequence > progress.last + 1 else { return false }
        // The previous fact has expired from the topic and will not arrive.
        if let previous = fact.previousTime, previous < horizon { return false }
        return true
    }

    private func insertDeferred(_ sequence: Int64, _ progress: inout AggregateProgress) {
        let place = progress.deferred.firstIndex { $0 >= sequence } ?? progress.deferred.count
        if place == progress.deferred.count || progress.deferred[place] != sequence {
            progress.deferred.insert(sequence, at: place)
        }
    }

    private func markReceived(_ sequence: Int64, _ progress: inout AggregateProgress) {
        progress.last = max(progress.last, sequence)
        while progress.deferred.contains(progress.last + 1) { progress.last += 1 }
    }
}

extension Duration {
    var wholeMicroseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}
