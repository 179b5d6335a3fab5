package import Kafka
import Primitives

extension RelayState {
    /// Processes the log from the known offsets on, read with none of our records in flight.
    package mutating func verified(_ evidence: [TopicPartition: LogEvidence], at now: Duration) {
        for (partition, seen) in evidence where isLost(partition, seen) {
            interruption = .lostRecords
            return
        }
        for (partition, seen) in evidence {
            let reported = unverified.removeValue(forKey: partition) ?? []
            // Not sent in this term, so queued by an earlier leader. The state in it may be old.
            let tail = tails[partition] ?? -1
            for record in seen.above where record.isState && record.offset > tail && !isOurs(record, reported: reported)
            {
                refresh.aggregates.insert(record.name)
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
        carriedOver = RelayCarryover()
        isVerified = isVerified || unverified.isEmpty
        nextCheck = max(nextCheck, now + limits.checkInterval)
    }

    /// Whether the record is from this producer, or from the previous one under the same lease, whose uncertain states
    /// already have a row.
    private func isOurs(_ record: LogEvidence.Seen, reported: Set<EventID>) -> Bool {
        guard let event = record.event else { return false }
        return reported.contains(event) || carriedOver.unplaced.contains(event)
            || carriedOver.uncertain.contains(record.name)
    }

    private func isLost(_ partition: TopicPartition, _ seen: LogEvidence) -> Bool {
        guard seen.agrees(with: positions[partition]), seen.isAllOurs else { return true }
        let there = Set(seen.above.compactMap(\.event))
        return !(unverified[partition] ?? []).isSubset(of: there)
    }

    /// Processes a check of the known records that ran while sending. `asked` is the result of `checkIfDue`.
    package mutating func checked(
        _ evidence: [TopicPartition: LogEvidence], asked: [TopicPartition: LogPosition?]
    ) {
        guard isVerified, unverified.isEmpty, interruption == nil else { return }
        for (partition, seen) in evidence {
            guard let expected = asked[partition] else { continue }
            guard seen.agrees(with: expected) else {
                interruption = .lostRecords
                return
            }
            // Nothing of ours was written since, but the log does not end with our last record.
            if positions[partition] == expected, inFlight == 0, seen.end - 1 != tails[partition] {
                unverified[partition] = []
            }
        }
    }
}
