package import Kafka
import Primitives

extension RelayState {
    /// The log from the known places on, read with nothing of ours under way.
    package mutating func settled(_ evidence: [TopicPartition: LogEvidence], at now: Duration) {
        for (partition, seen) in evidence where isLost(partition, seen) {
            trouble = .lostRecords
            return
        }
        for (partition, seen) in evidence {
            let reported = unsettled.removeValue(forKey: partition) ?? []
            if rules.refreshesAfterForeignRecord, isSettled || rules.refreshesAtFirstLook {
                // Not sent by us in this term: a leader before us had it queued. What it says of a state may be old.
                let tail = tails[partition] ?? -1
                for record in seen.above
                where record.isState && record.offset > tail && !isOurs(record, reported: reported) {
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
        inherited = RelayHeritage()
        isSettled = isSettled || unsettled.isEmpty
        nextCheck = max(nextCheck, now + limits.checkInterval)
    }

    /// Of this producer, or of the one before under the same lease: what that one left uncertain has its row already.
    private func isOurs(_ record: LogEvidence.Seen, reported: Set<EventID>) -> Bool {
        guard let event = record.event else { return false }
        return reported.contains(event) || inherited.unplaced.contains(event)
            || inherited.uncertain.contains(record.name)
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
