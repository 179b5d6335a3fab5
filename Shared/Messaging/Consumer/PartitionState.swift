package import Primitives

/// How far a consumer is with one partition: kept in its own database, moved in the transaction of the effects (C1).
package struct ConsumerPosition: Hashable, Sendable {
    /// The last record handled; -1 before the first, or when all is to be read again.
    package let offset: Int64
    package let event: EventID?
    /// The highest epoch for which the partition was, or is being, read from its earliest record. 0: none yet.
    package let epoch: Int64

    package init(offset: Int64, event: EventID?, epoch: Int64) {
        self.offset = offset
        self.event = event
        self.epoch = epoch
    }

    package static let beginning = ConsumerPosition(offset: -1, event: nil, epoch: 0)

    package func again(epoch: Int64) -> ConsumerPosition {
        ConsumerPosition(offset: -1, event: nil, epoch: max(epoch, self.epoch))
    }
}

/// What a consumer looks at in a record before it handles it.
package struct RecordHead: Hashable, Sendable {
    package let offset: Int64
    /// Nil: no envelope.
    package let event: EventID?
    package let epoch: Int64?

    package init(offset: Int64, event: EventID?, epoch: Int64?) {
        self.offset = offset
        self.event = event
        self.epoch = epoch
    }
}

/// Rules that the simulation switches off one at a time; production follows all of them.
package struct ConsumerRules: Hashable, Sendable {
    package var verifiesLastRecord = true
    package var rereadsOnEpoch = true
    package var epochStandsWithPosition = true
    package var holdsJumps = true
    package var holdsFirstJump = true
    package var heldCountsAsCome = true
    package var holdsInTable = true
    package var sweeps = true
    package var tombstoneIsArrival = true
    package var guardsByEpoch = true
    package var guardsState = true
    package var ignoresOlderThanInbox = true

    package init() {}
    package static let all = ConsumerRules()
}

/// The decisions about one partition's position (C1), pure: which records to handle, and when to read all of it again.
///
/// Reading begins at the record before the position, which must still be the one that was handled last: a topic that was
/// wiped and filled again, truncated, or swapped with its broker has another there, or none.
package struct PartitionState: Sendable {
    package enum Verdict: Hashable, Sendable {
        /// Handle the records from this index on; those before are known.
        case handle(from: Int)
        /// Nothing new here.
        case skip
        /// Another record than ours, or a higher epoch: make this the position and seek to the earliest record.
        case readAgain(ConsumerPosition)
        /// What came may have been fetched before the proof was asked for: seek there, and judge what comes after it.
        case lookAgain(at: Int64)
    }

    package private(set) var position: ConsumerPosition
    /// What the database has: moving it names this, so that a second owner is found out.
    package private(set) var stored: ConsumerPosition
    /// The record at the position is still to be seen.
    package private(set) var awaitsProof: Bool
    /// The seek for the proof is on its way, and records fetched before it may still come.
    private var isAsked = false
    private let rules: ConsumerRules

    package init(_ stored: ConsumerPosition, rules: ConsumerRules = .all) {
        position = stored
        self.stored = stored
        self.rules = rules
        awaitsProof = rules.verifiesLastRecord && stored.offset >= 0
    }

    /// Where to read from; nil: from the earliest record.
    package var start: Int64? {
        guard position.offset >= 0 else { return nil }
        return awaitsProof ? position.offset : position.offset + 1
    }

    /// Looks at a batch, in the order of its offsets.
    package mutating func judge(_ batch: [RecordHead]) -> Verdict {
        var index = 0
        if awaitsProof {
            guard let at = batch.firstIndex(where: { $0.offset >= position.offset }) else { return .skip }
            guard batch[at].offset == position.offset, batch[at].event == position.event else {
                if let look = lookAgain() { return look }
                return .readAgain(position.again(epoch: batch.compactMap(\.epoch).max() ?? 0))
            }
            (awaitsProof, isAsked) = (false, false)
            index = at + 1
        }
        while index < batch.count, batch[index].offset <= position.offset { index += 1 }
        guard index < batch.count else { return .skip }
        let highest = batch[index...].compactMap(\.epoch).max() ?? 0
        if position.epoch == 0, let first = batch[index...].first(where: { $0.epoch != nil })?.epoch {
            // The first epoch there is: all before it was read, from the very beginning.
            position = ConsumerPosition(offset: position.offset, event: position.event, epoch: first)
        }
        if rules.rereadsOnEpoch, highest > position.epoch { return .readAgain(position.again(epoch: highest)) }
        return .handle(from: index)
    }

    /// The partition's end was reached without a record in between: one that was to prove our position is not there.
    package mutating func judgeEnd(at end: Int64) -> Verdict {
        guard awaitsProof, end >= 0 else { return .skip }
        return lookAgain() ?? .readAgain(position.again(epoch: 0))
    }

    private mutating func lookAgain() -> Verdict? {
        guard isAsked else { return nil }
        isAsked = false
        return .lookAgain(at: position.offset)
    }

    /// The broker has not the offset that we wanted.
    package var afterGoneOffset: ConsumerPosition { position.again(epoch: 0) }

    /// The position as it stands in the database now.
    package mutating func moved(to position: ConsumerPosition) {
        self.position = position
        stored = position
        if position.offset < 0 { (awaitsProof, isAsked) = (false, false) }
    }

    /// The record at the position is to be looked at once more: answers where to seek, nil when there is none yet. What is
    /// judged before the seek is carried out is no proof.
    package mutating func prove() -> Int64? {
        guard rules.verifiesLastRecord, position.offset >= 0 else { return nil }
        (awaitsProof, isAsked) = (true, true)
        return position.offset
    }
}
