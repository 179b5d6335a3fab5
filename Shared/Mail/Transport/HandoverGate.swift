import Executors

/// Between the thread that speaks SMTP and the task that decides: the thread asks when the body is about to leave, and sleeps until
/// it is answered.
final class HandoverGate: Sendable {
    private struct State {
        var isCancelled = false
        var answer: Bool?
    }

    private let state = Monitor(State())
    private let questions: AsyncStream<Void>
    private let asker: AsyncStream<Void>.Continuation

    init() {
        (questions, asker) = AsyncStream.makeStream(of: Void.self)
    }

    /// The thread's side: whether the body may leave.
    func ask() -> Bool {
        asker.yield()
        return state.wait { $0.answer } ?? false
    }

    /// The thread's side: it will not ask any more.
    func finish() { asker.finish() }

    /// The thread's side: whether what is not out yet should be given up.
    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// The task's side: answers the question, if there is one.
    func serve(_ handover: @Sendable () async -> Bool) async {
        var isAsked = false
        for await _ in questions {
            isAsked = true
            break
        }
        // Also when the task was cancelled: the thread must never sleep for an answer that does not come.
        let answer = isAsked ? await handover() : false
        state.withLock { $0.answer = answer }
        state.notifyAll()
    }

    func cancel() {
        state.withLock { $0.isCancelled = true }
    }
}
