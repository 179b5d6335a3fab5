import Executors
import Observability
import Postgres
import Primitives
import RegistrationDomain
import ServiceKit

/// Takes registrations in and has them decided in groups: those that come while a transaction is under way wait for the next one,
/// which decides all of them in their order under one lock. Nothing waits for a timer, so an idle desk adds no time.
///
/// Several replicas are right too: the row's lock decides between them. Lanes work side by side, each on the offerings that fall to
/// it.
final class RegistrationDesk: Sendable {
    struct Limits: Sendable {
        var lanes = 2
        /// Decided in one transaction at most.
        var groupSize = 64
        /// Waiting in one lane at most; beyond it the answer is 503.
        var queueLength = 1000
    }

    private let lanes: [DeskLane]

    init(_ store: RegistrationStore, limits: Limits = Limits(), metrics: MetricsRegistry = MetricsRegistry()) {
        let sizes = metrics.histogram(
            "muster_registration_desk_group_size", "Registrations that one transaction decided.",
            buckets: [1, 2, 4, 8, 16, 32, 64])
        let waiting = metrics.gauge(
            "muster_registration_desk_waiting", "Registrations that wait for the desk's next transaction.")
        let lanes = (0..<limits.lanes).map { _ in DeskLane(DeskWork(store: store), limits, groupSizes: sizes) }
        self.lanes = lanes
        metrics.onScrape { waiting.set(Double(lanes.reduce(0) { $0 + $1.waiting })) }
    }

    /// Not yet in a transaction.
    var waiting: Int { lanes.reduce(0) { $0 + $1.waiting } }

    /// Has the registration decided in its turn.
    ///
    /// - Returns: what `answer` makes of it, or what the call's `Idempotency-Key` was answered before.
    /// - Throws: `OfferingUnknown`, `SeatRejection`, `KindRejection`; `Problem.unavailable` when too many wait.
    func register(
        _ command: RegisterCommand, _ call: Call, answer: @escaping @Sendable (Registered) throws -> Response
    ) async throws -> Response {
        let lane = lanes[Int(UInt(bitPattern: command.offering.hashValue) % UInt(lanes.count))]
        return try await lane.decide(DeskRequest(command: command, call: call, answer: answer))
    }
}

/// A registration that is to be decided.
struct DeskRequest: Sendable {
    let command: RegisterCommand
    let call: Call
    let answer: @Sendable (Registered) throws -> Response
}

/// A queue with at most one transaction under way.
final class DeskLane: Sendable {
    private struct Waiting: Sendable {
        let request: DeskRequest
        let continuation: CheckedContinuation<Response, any Error>
    }

    private struct State: Sendable {
        var waiting: [Waiting] = []
        var isAtWork = false
    }

    private let state = Monitor(State())
    private let work: DeskWork
    private let limits: RegistrationDesk.Limits
    private let groupSizes: Histogram

    init(_ work: DeskWork, _ limits: RegistrationDesk.Limits, groupSizes: Histogram) {
        self.work = work
        self.limits = limits
        self.groupSizes = groupSizes
    }

    var waiting: Int { state.withLock { $0.waiting.count } }

    func decide(_ request: DeskRequest) async throws -> Response {
        try await withCheckedThrowingContinuation { continuation in
            enum Admission { case refused, queued, first }
            let admission = state.withLock { state -> Admission in
                guard state.waiting.count < limits.queueLength else { return .refused }
                state.waiting.append(Waiting(request: request, continuation: continuation))
                guard !state.isAtWork else { return .queued }
                state.isAtWork = true
                return .first
            }
            switch admission {
            case .refused: continuation.resume(throwing: Problem.unavailable())
            case .queued: break
            case .first: Task { await run() }
            }
        }
    }

    private func run() async {
        while let group = nextGroup() {
            groupSizes.observe(Double(group.count))
            let outcomes = await work.decide(group.map(\.request))
            for (waiting, outcome) in zip(group, outcomes) { waiting.continuation.resume(with: outcome) }
        }
    }

    /// The next in order, of each idempotency key the first only; nil, and the lane is at rest, when nobody waits.
    private func nextGroup() -> [Waiting]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isAtWork = false
                return nil
            }
            var group: [Waiting] = []
            var later: [Waiting] = []
            var keys: Set<IdempotencyClaims.Key> = []
            for waiting in state.waiting {
                let isFirst = IdempotencyClaims.key(of: waiting.request.call).map { keys.insert($0).inserted } ?? true
                if group.count < limits.groupSize, isFirst {
                    group.append(waiting)
                } else {
                    later.append(waiting)
                }
            }
            state.waiting = later
            return group
        }
    }
}
