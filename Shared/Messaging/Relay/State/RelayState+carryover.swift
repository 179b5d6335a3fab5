package import Kafka
package import Primitives

/// The state that a machine carries over to its successor under the same lease. A new producer starts from what is
/// durable and would otherwise run into the same problem again.
package struct RelayCarryover: Sendable {
    /// The row up to which records are sent one at a time (R4).
    package internal(set) var carefulThrough: Int64 = 0
    /// Notes that are not saved yet.
    package internal(set) var notes: [AggregateName: HeldNote] = [:]
    /// A refresh that was requested but not written yet.
    package internal(set) var refresh = RefreshRequest()
    /// Aggregates whose state the previous producer had in flight. It may still be written and must not stay last (R6).
    package internal(set) var uncertain: Set<AggregateName> = []
    /// Aggregates that have a journal row of their own since then, above the cursor and up to `refreshedThrough`.
    package internal(set) var refreshed: Set<AggregateName> = []
    package internal(set) var refreshedThrough: Int64 = 0
    /// The last known end of each partition, and events reported since without an offset. A foreign state record beyond
    /// these must not stay last either (R6).
    package internal(set) var tails: [TopicPartition: Int64] = [:]
    package internal(set) var unplaced: Set<EventID> = []

    package init() {}
}

extension RelayState {
    package var carryover: RelayCarryover {
        var carryover = RelayCarryover()
        carryover.carefulThrough = carefulThrough
        carryover.notes = newNotes
        carryover.refresh = refresh
        carryover.uncertain = ledger.unreportedStates.union(failedStates)
        carryover.refreshed = refreshedStates
        carryover.refreshedThrough = refreshedThrough
        carryover.tails = tails
        carryover.unplaced = carriedOver.unplaced.union(unverified.values.joined())
        return carryover
    }

    /// Continues from the previous machine's state. Called after `begin`, in place of a takeover's refresh.
    mutating func restore(_ carryover: RelayCarryover) {
        carefulThrough = carryover.carefulThrough
        for (name, note) in carryover.notes {
            let from = min(note.from, held[name]?.from ?? .max)
            held[name] = HeldNote(from: from, reason: note.reason)
            newNotes[name] = held[name]
        }
        (refreshedStates, refreshedThrough) = (carryover.refreshed, carryover.refreshedThrough)
        tails = carryover.tails
        carriedOver = carryover
        refresh = carryover.refresh
        refresh.aggregates.formUnion(carryover.uncertain.subtracting(refreshedStates))
    }
}
