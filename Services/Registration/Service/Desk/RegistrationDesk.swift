import Observability
import Primitives
import Web

/// Takes registrations in and has them decided in groups: those that come while a transaction is under way wait for the next one,
/// which decides all of them in their order under one lock. Nothing waits for a timer, so an idle desk adds no time. A full class
/// refuses without its lock.
///
/// Several replicas are right too: the row's lock decides between them. Lanes work side by side, each on the offerings that fall to
/// it.
final class RegistrationDesk: Sendable {
    struct Limits: Sendable {
        /// One makes the largest groups, and what a transaction costs once is then shared by the most registrations.
        var lanes = 1
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
        let glanced = metrics.counter(
            "muster_registration_desk_refused_unlocked_total",
            "Registrations that a full class refused without its lock.")
        let lanes = (0..<limits.lanes).map { _ in
            DeskLane(DeskWork(store: store), limits, groupSizes: sizes, glanced: glanced)
        }
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
