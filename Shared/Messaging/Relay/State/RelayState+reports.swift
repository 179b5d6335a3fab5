import Kafka

extension RelayState {
    /// A delivery report. Those of sends from before `begin` are passed over.
    package mutating func report(_ report: SendReport) {
        guard let entry = ledger.settle(report.token) else { return }
        switch report.outcome {
        case .delivered(let offset): delivered(entry, report.partition, offset)
        case .refused(let reason, let alone): refused(entry, reason, alone: alone)
        case .failed(let reason):
            if entry.isState { failedStates.insert(entry.name) }
            if rules.failedSendStopsAll { trouble = .restart(reason) }
        }
    }

    private mutating func delivered(_ entry: SendLedger.Entry, _ partition: TopicPartition, _ offset: Int64) {
        if unsettled[partition] != nil, rules.unknownCoversBatch {
            unsettled[partition]?.insert(entry.event)
            return
        }
        let tail = tails[partition] ?? -1
        // Every record is ours and one leader sends, so each stands right behind the last. A higher one: someone else's
        // record is between. A lower one: the log is not the one we knew, or the offset is not told.
        guard offset == tail + 1 || (offset > tail && !rules.refreshesAfterForeignRecord) else {
            if offset >= 0, !rules.offsetsMustRise { return place(entry, partition, offset) }
            unsettled[partition, default: []].insert(entry.event)
            return
        }
        place(entry, partition, offset)
    }

    private mutating func place(_ entry: SendLedger.Entry, _ partition: TopicPartition, _ offset: Int64) {
        tails[partition] = offset
        positions[partition] = LogPosition(offset: offset, event: entry.event)
        changed.insert(partition)
    }

    private mutating func refused(_ entry: SendLedger.Entry, _ reason: String, alone: Bool) {
        guard rules.refusedRecordHoldsKey else { return }
        guard alone else {
            // All that was read: the other batches under way are refused too, for all that is known.
            carefulThrough = max(carefulThrough, entry.row, top)
            trouble = .restart("a batch was refused: \(reason)")
            return
        }
        let from = min(entry.row, held[entry.name]?.from ?? .max)
        let note = HeldNote(from: from, reason: reason)
        held[entry.name] = note
        newNotes[entry.name] = note
        releasing[entry.name] = nil
    }
}
