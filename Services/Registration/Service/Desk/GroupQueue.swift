import Executors
import Idempotency
import Postgres
import Primitives
import RegistrationDomain
import Web

/// A registration that is to be decided.
struct DeskRequest: Sendable {
    let command: RegisterCommand
    let call: Call
    let answer: @Sendable (Registered) throws -> Response
}

/// A request with whoever waits for its answer.
struct DeskTurn: Sendable {
    let request: DeskRequest
    let continuation: CheckedContinuation<Response, any Error>
}

/// A queue with at most one group under way: those who come meanwhile are the next one. Nothing waits for a timer, so an idle queue
/// adds no time.
final class GroupQueue: Sendable {
    private struct State: Sendable {
        var waiting: [DeskTurn] = []
        var isAtWork = false
    }

    private let state = Monitor(State())
    private let length: Int
    private let groupSize: Int
    private let work: @Sendable ([DeskTurn]) async -> Void

    /// - Parameters:
    ///   - length: who may wait at most.
    ///   - work: answers each turn of a group, or hands it on.
    init(length: Int, groupSize: Int, work: @escaping @Sendable ([DeskTurn]) async -> Void) {
        self.length = length
        self.groupSize = groupSize
        self.work = work
    }

    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Takes the turn in, or refuses it at once when too many wait.
    func add(_ turn: DeskTurn) {
        enum Admission { case refused, queued, first }
        let admission = state.withLock { state -> Admission in
            guard state.waiting.count < length else { return .refused }
            state.waiting.append(turn)
            guard !state.isAtWork else { return .queued }
            state.isAtWork = true
            return .first
        }
        switch admission {
        case .refused: turn.continuation.resume(throwing: Problem.unavailable())
        case .queued: break
        case .first: Task { await run() }
        }
    }

    private func run() async {
        while let group = next() { await work(group) }
    }

    /// The next in order, of each idempotency key the first only; nil, and the queue is at rest, when nobody waits.
    private func next() -> [DeskTurn]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isAtWork = false
                return nil
            }
            var group: [DeskTurn] = []
            var later: [DeskTurn] = []
            var keys: Set<IdempotencyClaims.Key> = []
            for turn in state.waiting {
                let isFirst = IdempotencyClaims.key(of: turn.request.call).map { keys.insert($0).inserted } ?? true
                if group.count < groupSize, isFirst { group.append(turn) } else { later.append(turn) }
            }
            state.waiting = later
            return group
        }
    }
}
