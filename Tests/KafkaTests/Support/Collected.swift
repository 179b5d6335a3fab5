import Executors

/// Collects values from a test's tasks.
final class Collected<Value: Sendable>: Sendable {
    private let state = Monitor<[Value]>([])

    var values: [Value] { state.withLock { $0 } }

    func append(_ values: [Value]) {
        state.withLock { $0 += values }
    }

    func append(_ value: Value) {
        append([value])
    }
}
