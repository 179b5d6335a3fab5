import Observability
import Primitives
import RegistrationDomain
import Web

/// Decides registrations in groups: requests that arrive during a transaction wait for the next one, which decides all
/// of them in their order under one lock. No timer is involved, so an idle desk adds no delay. Replicas may run side by
/// side, since the lock of a class's row orders their decisions.
///
/// A class that refused a request because it was full is remembered. Later requests for it are checked first without
/// the lock, so a rush on a full class neither waits for the lock nor delays others. The memory only chooses the way of
/// a request: the answer is what is committed after the request arrived, so a seat that any replica freed before is
/// found.
///
/// A class whose row could not be locked in time is remembered too. Its requests go to a slow queue of their own, so
/// that it delays requests for other classes only once.
final class RegistrationDesk: Sendable {
    struct Limits: Sendable {
        /// The number of requests that one transaction decides at most.
        var groupSize = 64
        /// The number of requests that wait in a queue at most; further ones are answered with 503.
        var queueLength = 1000
    }

    private let decisions: GroupQueue
    private let checks: GroupQueue
    private let slow: GroupQueue
    private let fullClasses: RememberedClasses
    private let slowClasses: RememberedClasses

    init(_ group: GroupDecision, limits: Limits = Limits(), metrics: MetricsRegistry = MetricsRegistry()) {
        let groupSizes = metrics.histogram(
            "muster_registration_desk_group_size", "Registrations that one transaction decided.",
            buckets: [1, 2, 4, 8, 16, 32, 64])
        let waiting = metrics.gauge(
            "muster_registration_desk_waiting", "Registrations that wait for the desk's next transaction.")
        let refusals = metrics.counter(
            "muster_registration_desk_refused_unlocked_total",
            "Registrations that a full class refused without its lock.")
        let (full, slow) = (RememberedClasses(), RememberedClasses())
        (fullClasses, slowClasses) = (full, slow)
        @Sendable func decide(_ turns: [DeskTurn]) async {
            groupSizes.observe(Double(turns.count))
            let outcomes = await group.decide(turns.map(\.request))
            for (turn, outcome) in zip(turns, outcomes) {
                Self.remember(outcome, of: turn.request.command.offering, full: full, slow: slow)
                turn.continuation.resume(with: outcome)
            }
        }
        let decisions = GroupQueue(limits, work: decide)
        self.decisions = decisions
        self.slow = GroupQueue(limits, work: decide)
        checks = GroupQueue(limits) { turns in
            let checks = await group.checkAvailability(turns.map(\.request))
            for (turn, check) in zip(turns, checks) {
                if !check.isFull { full.remove(turn.request.command.offering) }
                if check.isRefused {
                    refusals.increment()
                    turn.continuation.resume(throwing: SeatRejection.offeringFull)
                } else {
                    decisions.add(turn)
                }
            }
        }
        metrics.onScrape { [queues = [decisions, checks, self.slow]] in
            waiting.set(Double(queues.reduce(0) { $0 + $1.waiting }))
        }
    }

    private static func remember(
        _ outcome: Result<Response, any Error>, of offering: OfferingID, full: RememberedClasses,
        slow: RememberedClasses
    ) {
        var isSlow = false
        if case .failure(let error) = outcome {
            isSlow = error.isLockTimeout
            if case SeatRejection.offeringFull = error { full.insert(offering) }
        }
        if isSlow { slow.insert(offering) } else { slow.remove(offering) }
    }

    /// Decides a registration in its turn.
    ///
    /// - Parameter answer: makes the response of a registration.
    /// - Returns: the response, or the one with which the call's `Idempotency-Key` was answered before.
    /// - Throws: `OfferingUnknown`, `KindRejection`, `SeatRejection`; `Problem.unavailable` when too many requests
    ///   wait.
    func register(
        _ command: RegisterPeople.Command, _ call: Call,
        answer: @escaping @Sendable (RegistrationDetails) throws -> Response
    ) async throws -> Response {
        let request = DeskRequest(command: command, call: call, answer: answer)
        return try await withCheckedThrowingContinuation { continuation in
            let isCheckedFirst = command.isRefusedWhenFull && fullClasses.contains(command.offering)
            let queue = isCheckedFirst ? checks : slowClasses.contains(command.offering) ? slow : decisions
            queue.add(DeskTurn(request: request, continuation: continuation))
        }
    }
}
