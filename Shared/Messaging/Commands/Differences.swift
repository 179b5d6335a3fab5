import Synchronization

/// Collects differences across the reader's batches, up to a limit that bounds memory.
final class Differences: Sendable {
    private static let limit = 10_000
    private let state = Mutex<[ReconcileReport.Difference]>([])

    var all: [ReconcileReport.Difference] { state.withLock { $0 } }

    func add(_ more: [ReconcileReport.Difference]) {
        state.withLock { $0 += more.prefix(max(0, Self.limit - $0.count)) }
    }
}

/// The set of journal ids found on the topics, one bit each, because there may be millions.
final class SeenIDs: Sendable {
    private let words = Mutex<[Int64: UInt64]>([:])

    func add(_ id: Int64) {
        words.withLock { $0[id >> 6, default: 0] |= 1 << UInt64(id & 63) }
    }

    func contains(_ id: Int64) -> Bool {
        words.withLock { ($0[id >> 6] ?? 0) & (1 << UInt64(id & 63)) != 0 }
    }
}
