package import Kafka
package import Primitives

/// What a machine hands to the one after it, under the same lease: a new producer knows nothing that is not durable, and
/// would else begin the same trouble again.
package struct RelayHeritage: Sendable {
    /// Up to this row one record is sent at a time (R4).
    package internal(set) var carefulThrough: Int64 = 0
    /// Notes that no save has made durable yet.
    package internal(set) var notes: [AggregateName: HeldNote] = [:]
    /// Asked for, and not written yet.
    package internal(set) var refresh = RefreshRequest()
    /// Aggregates whose state the producer before had under way: it may still land, and must not stay last (R6).
    package internal(set) var uncertain: Set<AggregateName> = []
    /// Those with a row of their own in the journal since, above the cursor.
    package internal(set) var refreshed: Set<AggregateName> = []
    /// Where each partition ended when the producer before last knew it, and what was reported since without a place: a state
    /// that stands beyond, of another's making, must not stay last either (R6).
    package internal(set) var tails: [TopicPartition: Int64] = [:]
    package internal(set) var unplaced: Set<EventID> = []

    package init() {}
}

extension RelayState {
    package var heritage: RelayHeritage {
        var heritage = RelayHeritage()
        heritage.carefulThrough = carefulThrough
        heritage.notes = newNotes
        heritage.refresh = refresh
        heritage.uncertain = ledger.unreportedStates.union(failedStates)
        heritage.refreshed = refreshedStates
        heritage.tails = tails
        heritage.unplaced = inherited.unplaced.union(unsettled.values.joined())
        return heritage
    }

    /// Goes on where the machine before stopped. After `begin`, in place of a takeover's refresh.
    mutating func inherit(_ heritage: RelayHeritage) {
        carefulThrough = heritage.carefulThrough
        for (name, note) in heritage.notes {
            let from = min(note.from, held[name]?.from ?? .max)
            held[name] = HeldNote(from: from, reason: note.reason)
            newNotes[name] = held[name]
        }
        refreshedStates = heritage.refreshed
        tails = heritage.tails
        inherited = heritage
        guard rules.refreshesAfterTakeover else { return }
        refresh = heritage.refresh
        refresh.aggregates.formUnion(heritage.uncertain.subtracting(refreshedStates))
    }
}
