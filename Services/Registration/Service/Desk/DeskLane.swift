import Observability
import Primitives
import RegistrationDomain
import ServiceKit
import Synchronization

/// Registrations for the offerings that fall to it, decided one group after the other.
///
/// A class that refused somebody as full is remembered. Whoever then asks for it is looked at without its lock first, so a rush on a
/// full class neither waits for the lock nor holds anybody up who needs it. The memory says only how to ask: the answer is what is
/// committed when the request has come, so a seat that was freed before, by any replica, is had.
final class DeskLane: Sendable {
    private let decisions: GroupQueue
    private let glances: GroupQueue
    private let full: FullClasses

    init(_ work: DeskWork, _ limits: RegistrationDesk.Limits, groupSizes: Histogram, glanced: Counter) {
        let full = FullClasses()
        let decisions = GroupQueue(length: limits.queueLength, groupSize: limits.groupSize) { turns in
            groupSizes.observe(Double(turns.count))
            let outcomes = await work.decide(turns.map(\.request))
            for (turn, outcome) in zip(turns, outcomes) {
                if case .failure(SeatRejection.offeringFull) = outcome { full.insert(turn.request.command.offering) }
                turn.continuation.resume(with: outcome)
            }
        }
        self.full = full
        self.decisions = decisions
        glances = GroupQueue(length: limits.queueLength, groupSize: limits.groupSize) { turns in
            let glimpses = await work.glance(turns.map(\.request))
            for (turn, glimpse) in zip(turns, glimpses) {
                if !glimpse.isFull { full.remove(turn.request.command.offering) }
                if glimpse.isRefused {
                    glanced.increment()
                    turn.continuation.resume(throwing: SeatRejection.offeringFull)
                } else {
                    decisions.add(turn)
                }
            }
        }
    }

    /// Not yet in a transaction.
    var waiting: Int { decisions.waiting + glances.waiting }

    func decide(_ request: DeskRequest) async throws -> Response {
        try await withCheckedThrowingContinuation { continuation in
            let turn = DeskTurn(request: request, continuation: continuation)
            let isLikelyRefused = request.command.isRefusedWhenFull && full.contains(request.command.offering)
            (isLikelyRefused ? glances : decisions).add(turn)
        }
    }
}

/// The classes that were full when they were last looked at.
final class FullClasses: Sendable {
    private let ids = Mutex<Set<OfferingID>>([])

    func contains(_ id: OfferingID) -> Bool { ids.withLock { $0.contains(id) } }
    func insert(_ id: OfferingID) { ids.withLock { _ = $0.insert(id) } }
    func remove(_ id: OfferingID) { ids.withLock { _ = $0.remove(id) } }
}
