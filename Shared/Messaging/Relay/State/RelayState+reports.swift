import Kafka

extension RelayState {
    /// Processes a delivery report. Reports of sends from before `begin` are ignored.
    package mutating func report(_ report: SendReport) {
        guard let entry = ledger.complete(report.token) else { return }
        switch report.outcome {
        case .delivered(let offset): delivered(entry, report.partition, offset)
        case .refused(let reason, let alone): refused(entry, reason, alone: alone)
        case .failed(let reason):
            if entry.isState { failedStates.insert(entry.name) }
            interruption = .restart(reason)
        }
    }

    private mutating func delivered(_ entry: SendLedger.Entry, _ partition: TopicPartition, _ offset: Int64) {
        if unverified[partition] != nil {
            unverified[partition]?.insert(entry.event)
            return
        }
        let tail = tails[partition] ?? -1
        // Every record is ours and there is one leader, so each follows the previous one. A higher offset means that a
        // foreign record is in between. A lower one means another log, or that the offset is unknown.
        guard offset == tail + 1 else {
            unverified[partition, default: []].insert(entry.event)
            return
        }
        tails[partition] = offset
        positions[partition] = LogPosition(offset: offset, event: entry.event)
        changed.insert(partition)
    }

    private mutating func refused(_ entry: SendLedger.Entry, _ reason: String, alone: Bool) {
        guard alone else {
            // Covers everything that was read, because the other batches in flight may be refused as well.
            carefulThrough = max(carefulThrough, entry.row, top)
            interruption = .restart("a batch was refused: \(reason)")
            return
        }
        let from = min(entry.row, held[entry.name]?.from ?? .max)
        let note = HeldNote(from: from, reason: reason)
        held[entry.name] = note
        newNotes[entry.name] = note
        releasing[entry.name] = nil
    }
}
