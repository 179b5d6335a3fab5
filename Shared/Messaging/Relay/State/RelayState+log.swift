package import Kafka

extension RelayState {
    /// The log from the known places on, read with nothing of ours under way.
    package mutating func settled(_ evidence: [TopicPartition: LogEvidence], at now: Duration) {
        for (partition, seen) in evidence where isLost(partition, seen) {
            trouble = .lostRecords
            return
        }
        for (partition, seen) in evidence {
            let reported = unsettled.removeValue(forKey: partition) ?? []
            if isSettled, rules.refreshesAfterForeignRecord {
                // Not sent by us in this term: a leader before us had it queued. What it says of a state may be old.
                for record in seen.above where record.isState && record.event.map({ !reported.contains($0) }) ?? true {
                    refresh.aggregates.insert(record.name)
                }
            }
            if let last = seen.above.last(where: { $0.event != nil }) {
                let position = LogPosition(offset: last.offset, event: last.event)
                if positions[partition] != position {
                    positions[partition] = position
                    changed.insert(partition)
                }
            }
            tails[partition] = seen.end - 1
        }
        isSettled = isSettled || unsettled.isEmpty
        nextCheck = max(nextCheck, now + limits.checkInterval)
    }

    private func isLost(_ partition: TopicPartition, _ seen: LogEvidence) -> Bool {
        guard seen.agrees(with: positions[partition], rules: rules) else { return true }
        if rules.checksAbove, !seen.isAllOurs { return true }
        guard rules.checksIdentity else { return false }
        let there = Set(seen.above.compactMap(\.event))
        return !(unsettled[partition] ?? []).isSubset(of: there)
    }

    /// The known records, looked at beside the sending. `asked` is what `checkIfDue` gave.
    package mutating func checked(
        _ evidence: [TopicPartition: LogEvidence], asked: [TopicPartition: LogPosition?]
    ) {
        guard isSettled, unsettled.isEmpty, trouble == nil else { return }
        for (partition, seen) in evidence {
            guard let expected = asked[partition] else { continue }
            guard seen.agrees(with: expected, rules: rules) else {
                trouble = .lostRecords
                return
            }
            // Nothing of ours came since, and yet the log does not end with our last record.
            if positions[partition] == expected, inFlight == 0, seen.end - 1 != tails[partition] {
                unsettled[partition] = []
            }
        }
    }

    /// Found outside of the machine that the log or the journal lost something.
    package mutating func foundLoss() {
        trouble = .lostRecords
    }
}
