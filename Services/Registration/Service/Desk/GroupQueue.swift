import Executors
import Idempotency
import Postgres
import Primitives
import RegistrationDomain
import Web

/// A request for a registration.
struct DeskRequest: Sendable {
    let command: RegisterPeople.Command
    let call: Call
    let answer: @Sendable (RegistrationDetails) throws -> Response
}

/// A request with the caller that waits for its answer.
struct DeskTurn: Sendable {
    let request: DeskRequest
    let continuation: CheckedContinuation<Response, any Error>
}

/// A queue that works on at most one group at a time; turns that are added meanwhile are in the next group. No timer is
/// involved, so an idle queue adds no delay.
final class GroupQueue: Sendable {
    private struct State: Sendable {
        var waiting: [DeskTurn] = []
        var isWorking = false
    }

    private let state = Monitor(State())
    private let limits: RegistrationDesk.Limits
    private let work: @Sendable ([DeskTurn]) async -> Void

    /// - Parameter work: answers each turn of a group, or adds it to another queue.
    init(_ limits: RegistrationDesk.Limits, work: @escaping @Sendable ([DeskTurn]) async -> Void) {
        self.limits = limits
        self.work = work
    }

    /// The number of turns that are not yet in a group.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Adds a turn, or refuses it at once with `Problem.unavailable` when too many wait.
    func add(_ turn: DeskTurn) {
        enum Admission { case refused, queued, first }
        let admission = state.withLock { state -> Admission in
            guard state.waiting.count < limits.queueLength else { return .refused }
            state.waiting.append(turn)
            guard !state.isWorking else { return .queued }
            state.isWorking = true
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

    /// Returns the next turns in their order, of each idempotency key only the first; nil when none waits, which ends
    /// the work.
    private func next() -> [DeskTurn]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isWorking = false
                return nil
            }
            var group: [DeskTurn] = []
            var later: [DeskTurn] = []
            var keys: Set<IdempotencyClaims.Key> = []
            for turn in state.waiting {
                let isFirst = IdempotencyClaims.key(of: turn.request.call).map { keys.insert($0).inserted } ?? true
                if group.count < limits.groupSize, isFirst { group.append(turn) } else { later.append(turn) }
            }
            state.waiting = later
            return group
        }
    }
}
