import Executors

/// Connects the SMTP thread with the task that decides about a message. The thread asks before it sends the body, and
/// sleeps until it has a decision.
final class HandoverGate: Sendable {
    private struct State {
        var isCancelled = false
        var answer: Bool?
    }

    private let state = Monitor(State())
    private let requests: AsyncStream<Void>
    private let requester: AsyncStream<Void>.Continuation

    init() {
        (requests, requester) = AsyncStream.makeStream(of: Void.self)
    }

    /// Returns whether the body may be sent. Called by the thread.
    func ask() -> Bool {
        requester.yield()
        return state.wait { $0.answer } ?? false
    }

    /// Ends the task's wait. Called by the thread when it will not ask any more.
    func finish() { requester.finish() }

    /// Whether a message that was not sent yet should be given up. Called by the thread.
    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Answers the thread's request, if there is one. Called by the task.
    func serve(_ handover: @Sendable () async -> Bool) async {
        var isAsked = false
        for await _ in requests {
            isAsked = true
            break
        }
        // Runs also if the task was cancelled, so that the thread never waits for an answer that does not come.
        let answer = isAsked ? await handover() : false
        state.withLock { $0.answer = answer }
        state.notifyAll()
    }

    func cancel() {
        state.withLock { $0.isCancelled = true }
    }
}
