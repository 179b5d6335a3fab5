package import Primitives

/// What a consumer knows of one aggregate's facts on one topic.
package struct AggregateProgress: Sendable {
    /// All numbers up to it have come: handled, ignored, held or dead-lettered.
    package var last: Int64
    /// Numbers of the facts put aside, in order.
    package var held: [Int64]

    package init(last: Int64 = 0, held: [Int64] = []) {
        self.last = last
        self.held = held
    }
}

/// A fact as its place in the order is judged.
package struct FactHead: Hashable, Sendable {
    package let sequence: Int64
    /// When the fact before it happened.
    package let previousTime: Instant?
    /// When it was made, in real time.
    package let bornAt: Instant?

    package init(sequence: Int64, previousTime: Instant?, bornAt: Instant?) {
        self.sequence = sequence
        self.previousTime = previousTime
        self.bornAt = bornAt
    }
}

/// The order of an aggregate's facts (C2, C4): what is handled, and what waits. Pure.
package struct FactOrder: Sendable {
    package enum Decision: Hashable, Sendable {
        /// Handle it, each handler that has it not in its inbox.
        case handle
        /// Older than the inbox remembers: whether it was handled is not known any more.
        case ignore
        /// One before it is missing.
        case holdForNumber
        /// One before it is put aside.
        case holdBehind
    }

    package let retention: Duration
    private let rules: ConsumerRules

    package init(retention: Duration, rules: ConsumerRules = .all) {
        self.retention = retention
        self.rules = rules
    }

    /// Decides, and notes in `progress` what has come by that.
    package func decide(_ fact: FactHead, _ progress: inout AggregateProgress, now: Instant) -> Decision {
        let horizon = now.adding(microseconds: -retention.wholeMicroseconds)
        if rules.ignoresOlderThanInbox, let bornAt = fact.bornAt, bornAt < horizon {
            came(fact.sequence, &progress)
            return .ignore
        }
        if jumps(fact, progress, horizon: horizon) {
            hold(fact.sequence, &progress)
            return .holdForNumber
        }
        if let first = progress.held.first, first < fact.sequence {
            hold(fact.sequence, &progress)
            came(fact.sequence, &progress)
            return .holdBehind
        }
        came(fact.sequence, &progress)
        return .handle
    }

    /// The fact that was to be handled waits for a projection's row (C4): it has come all the same.
    package func putAside(_ sequence: Int64, _ progress: inout AggregateProgress) {
        hold(sequence, &progress)
        if rules.heldCountsAsCome {
            came(sequence, &progress)
        } else {
            progress.last = min(progress.last, sequence - 1)
        }
    }

    /// A number not above the last is no jump, whatever came before: the publisher's database may have been restored.
    private func jumps(_ fact: FactHead, _ progress: AggregateProgress, horizon: Instant) -> Bool {
        guard rules.holdsJumps, fact.sequence > progress.last + 1 else { return false }
        if progress.last == 0, !rules.holdsFirstJump { return false }
        // The one before it left the topic by age: it will not come.
        if let previous = fact.previousTime, previous < horizon { return false }
        return true
    }

    private func hold(_ sequence: Int64, _ progress: inout AggregateProgress) {
        let place = progress.held.firstIndex { $0 >= sequence } ?? progress.held.count
        if place == progress.held.count || progress.held[place] != sequence {
            progress.held.insert(sequence, at: place)
        }
    }

    private func came(_ sequence: Int64, _ progress: inout AggregateProgress) {
        progress.last = max(progress.last, sequence)
        while progress.held.contains(progress.last + 1) { progress.last += 1 }
    }
}

extension Duration {
    var wholeMicroseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}
