import Contracts
import Synchronization

/// The result of reading the service's own topics for a recovery.
final class TopicScan: Sendable {
    struct Last: Sendable {
        let type: String
        let version: Int
        let epoch: Int
        let isTombstone: Bool
    }

    private struct State {
        var lasts: [AggregateName: Last] = [:]
        var ends: [SeenRecord] = []
        var epoch = 0
        var records = 0
    }

    private let state = Mutex(State())

    /// The last record by aggregate, on compacted topics.
    var lasts: [AggregateName: Last] { state.withLock { $0.lasts } }
    /// The highest epoch found; 0 if the topics are empty.
    var epoch: Int { state.withLock { $0.epoch } }
    var records: Int { state.withLock { $0.records } }

    func add(_ record: SeenRecord, source: String, isCompacted: Bool) {
        guard let envelope = record.ours(source) else { return }
        state.withLock { state in
            state.records += 1
            state.epoch = max(state.epoch, envelope.epoch)
            guard isCompacted else { return }
            state.lasts[record.name] = Last(
                type: envelope.type, version: envelope.sequence, epoch: envelope.epoch, isTombstone: record.isTombstone)
        }
    }
}

/// Collects records across the reader's batches.
final class Collected: Sendable {
    private let state = Mutex<[LogEvidence.Seen]>([])

    var seen: [LogEvidence.Seen] { state.withLock { $0 } }

    func append(_ more: [LogEvidence.Seen]) {
        state.withLock { $0 += more }
    }
}
