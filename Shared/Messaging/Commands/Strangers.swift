import Synchronization

/// Collects differences across the reader's batches; a bound keeps a long list from filling the memory.
final class Strangers: Sendable {
    private static let limit = 10_000
    private let state = Mutex<[ReconcileReport.Difference]>([])

    var all: [ReconcileReport.Difference] { state.withLock { $0 } }

    func add(_ more: [ReconcileReport.Difference]) {
        state.withLock { $0 += more.prefix(max(0, Self.limit - $0.count)) }
    }
}
