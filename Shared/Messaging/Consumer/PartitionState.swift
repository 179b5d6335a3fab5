package import Primitives

/// A consumer's position in a partition, stored in its own database and moved in the transaction of the effects (C1).
package struct ConsumerPosition: Hashable, Sendable {
    /// The offset of the last handled record; -1 before the first or to reread everything.
    package let offset: Int64
    package let event: EventID?
    /// The highest epoch for which the partition was or is being read from its earliest record; 0 for none.
    package let epoch: Int64

    package init(offset: Int64, event: EventID?, epoch: Int64) {
        self.offset = offset
        self.event = event
        self.epoch = epoch
    }

    package static let beginning = ConsumerPosition(offset: -1, event: nil, epoch: 0)

    package func rereading(epoch: Int64) -> ConsumerPosition {
        ConsumerPosition(offset: -1, event: nil, epoch: max(epoch, self.epoch))
    }
}

/// The properties of a record that are checked before it is handled.
package struct RecordHead: Hashable, Sendable {
    package let offset: Int64
    /// The event's id; nil without an envelope.
    package let event: EventID?
    package let epoch: Int64?

    package init(offset: Int64, event: EventID?, epoch: Int64?) {
        self.offset = offset
        self.event = event
        self.epoch = epoch
    }
}

/// Decides which records of a partition are handled and when it is reread (C1). Pure.
///
/// Reading starts at the last handled record, which must still be the same: a topic that was deleted and refilled,
/// truncated, or moved to another broker has another record there, or none.
package struct PartitionState: Sendable {
    package enum Verdict: Hashable, Sendable {
        /// Handle the records from this index on; earlier ones are known.
        case handle(from: Int)
        /// The batch has nothing new.
        case skip
        /// The log has another record at the position, or a higher epoch. Make this the position and seek to the
        /// earliest record.
        case reread(ConsumerPosition)
        /// The record may have been fetched before the verification was requested. Seek to this offset and judge what
        /// follows.
        case recheck(at: Int64)
    }

    package private(set) var position: ConsumerPosition
    /// The position in the database. An update names it, so that a second owner is detected.
    package private(set) var stored: ConsumerPosition
    /// Whether the record at the position was not yet verified.
    package internal(set) var awaitsVerification: Bool
    /// Whether a seek for the verification is pending, so that records fetched before it may still arrive.
    private var isSeekPending = false

    package init(_ stored: ConsumerPosition) {
        position = stored
        self.stored = stored
        awaitsVerification = stored.offset >= 0
    }

    /// The offset to read from; nil means the earliest record.
    package var start: Int64? {
        guard position.offset >= 0 else { return nil }
        return awaitsVerification ? position.offset : position.offset + 1
    }

    /// Judges a batch, in the order of its offsets.
    package mutating func judge(_ batch: [RecordHead]) -> Verdict {
        var index = 0
        if awaitsVerification {
            guard let at = batch.firstIndex(where: { $0.offset >= position.offset }) else { return .skip }
            guard batch[at].offset == position.offset, batch[at].event == position.event else {
                if let look = recheck() { return look }
                return .reread(position.rereading(epoch: batch.compactMap(\.epoch).max() ?? 0))
            }
            (awaitsVerification, isSeekPending) = (false, false)
            index = at + 1
        }
        while index < batch.count, batch[index].offset <= position.offset { index += 1 }
        guard index < batch.count else { return .skip }
        let highest = batch[index...].compactMap(\.epoch).max() ?? 0
        if position.epoch == 0, let first = batch[index...].first(where: { $0.epoch != nil })?.epoch {
            // This is the first epoch. All records before it were read from the beginning.
            position = ConsumerPosition(offset: position.offset, event: position.event, epoch: first)
        }
        if highest > position.epoch { return .reread(position.rereading(epoch: highest)) }
        return .handle(from: index)
    }

    /// Judges the end of the partition. If verification is pending, the record at the position does not exist.
    package mutating func judgeEnd(at end: Int64) -> Verdict {
        guard awaitsVerification, end >= 0 else { return .skip }
        return recheck() ?? .reread(position.rereading(epoch: 0))
    }

    private mutating func recheck() -> Verdict? {
        guard isSeekPending else { return nil }
        isSeekPending = false
        return .recheck(at: position.offset)
    }

    /// The position after the broker has reported that the requested offset does not exist.
    package var positionAfterMissingOffset: ConsumerPosition { position.rereading(epoch: 0) }

    /// Updates the state after the position was stored in the database.
    package mutating func moved(to position: ConsumerPosition) {
        self.position = position
        stored = position
        if position.offset < 0 { (awaitsVerification, isSeekPending) = (false, false) }
    }

    /// Requests the verification of the record at the position. Returns where to seek, or nil if there is no record
    /// yet. Records that are judged before the seek do not count.
    package mutating func verify() -> Int64? {
        guard position.offset >= 0 else { return nil }
        (awaitsVerification, isSeekPending) = (true, true)
        return position.offset
    }
}
