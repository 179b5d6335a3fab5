import Kafka
import Synchronization

/// The result of a check of the log, on its way to the relay's loop.
final class PendingCheck: Sendable {
    typealias Answer = (evidence: [TopicPartition: LogEvidence], asked: [TopicPartition: LogPosition?])

    private struct State {
        var isRunning = false
        var answer: Answer?
    }

    private let state = Mutex(State())

    var isRunning: Bool { state.withLock(\.isRunning) }

    func begin() {
        state.withLock { $0.isRunning = true }
    }

    func end(_ answer: Answer?) {
        state.withLock { $0 = State(answer: answer) }
    }

    func take() -> Answer? {
        state.withLock { state in
            defer { state.answer = nil }
            return state.answer
        }
    }
}
