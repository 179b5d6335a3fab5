import Executors

/// The reports of records passed to `enqueue`, kept until they are taken, and the count of records in flight.
///
/// Bounded: a record counts from `admit` until its report is taken, so a caller that does not take reports cannot
/// enqueue without limit.
final class ReportStream: Sendable {
    private struct State {
        var reports: [DeliveryReport] = []
        var waiter: CheckedContinuation<[DeliveryReport], any Error>?
        var end: KafkaError?
        var outstanding = 0
    }

    private let limit: Int
    private let state = Monitor(State())

    init(limit: Int) {
        self.limit = limit
    }

    /// Counts a further record. Returns false if the limit is reached.
    func admit() -> Bool {
        state.withLock { state in
            guard state.outstanding < limit else { return false }
            state.outstanding += 1
            return true
        }
    }

    /// Stops counting a record that was not accepted.
    func dismiss() {
        state.withLock { $0.outstanding -= 1 }
    }

    func deliver(_ reports: [DeliveryReport]) {
        guard !reports.isEmpty else { return }
        let handOver = state.withLock {
            state -> (CheckedContinuation<[DeliveryReport], any Error>, [DeliveryReport])? in
            guard let waiter = state.waiter else {
                if state.reports.isEmpty { state.reports = reports } else { state.reports += reports }
                return nil
            }
            state.waiter = nil
            state.outstanding -= reports.count
            return (waiter, reports)
        }
        handOver?.0.resume(returning: reports)
    }

    /// Makes `next` throw after the remaining reports. The first error is kept.
    func end(_ error: KafkaError) {
        let waiter = state.withLock { state -> CheckedContinuation<[DeliveryReport], any Error>? in
            state.end = state.end ?? error
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(throwing: error)
    }

    func next() async throws -> [DeliveryReport] {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let immediate = state.withLock { state -> Result<[DeliveryReport], any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if !state.reports.isEmpty {
                        let reports = state.reports
                        state.reports = []
                        state.outstanding -= reports.count
                        return .success(reports)
                    }
                    if let end = state.end { return .failure(end) }
                    if state.waiter != nil {
                        return .failure(KafkaError(.invalidArgument, "only one task may take reports"))
                    }
                    state.waiter = continuation
                    return nil
                }
                if let immediate { continuation.resume(with: immediate) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume(throwing: CancellationError())
        }
    }
}
