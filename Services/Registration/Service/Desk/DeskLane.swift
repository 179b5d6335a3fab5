import Observability
import Primitives
import RegistrationDomain
import Synchronization
import Web

/// Registrations for the offerings that fall to it, decided one group after the other.
///
/// A class that refused somebody as full is remembered. Whoever then asks for it is looked at without its lock first, so a rush on a
/// full class neither waits for the lock nor holds anybody up who needs it. The memory says only how to ask: the answer is what is
/// committed when the request has come, so a seat that was freed before, by any replica, is had.
///
/// A class whose row was not had in time is remembered too: whoever asks for it next waits aside, so that it holds up the others once
/// only.
final class DeskLane: Sendable {
    private let decisions: GroupQueue
    private let glances: GroupQueue
    private let aside: GroupQueue
    private let full: RememberedClasses
    private let held: RememberedClasses

    init(_ work: DeskWork, _ limits: RegistrationDesk.Limits, groupSizes: Histogram, glanced: Counter) {
        let (full, held) = (RememberedClasses(), RememberedClasses())
        @Sendable func decide(_ turns: [DeskTurn]) async {
            groupSizes.observe(Double(turns.count))
            let outcomes = await work.decide(turns.map(\.request))
            for (turn, outcome) in zip(turns, outcomes) {
                let offering = turn.request.command.offering
                var isHeld = false
                switch outcome {
                case .failure(SeatRejection.offeringFull): full.insert(offering)
                case .failure(let error): isHeld = error.isLockTimeout
                case .success: break
                }
                if isHeld { held.insert(offering) } else { held.remove(offering) }
                turn.continuation.resume(with: outcome)
            }
        }
        let decisions = GroupQueue(length: limits.queueLength, groupSize: limits.groupSize, work: decide)
        aside = GroupQueue(length: limits.queueLength, groupSize: limits.groupSize, work: decide)
        (self.full, self.held, self.decisions) = (full, held, decisions)
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
    var waiting: Int { decisions.waiting + glances.waiting + aside.waiting }

    func decide(_ request: DeskRequest) async throws -> Response {
        try await withCheckedThrowingContinuation { continuation in
            let turn = DeskTurn(request: request, continuation: continuation)
            let offering = request.command.offering
            let isLikelyRefused = request.command.isRefusedWhenFull && full.contains(offering)
            (isLikelyRefused ? glances : held.contains(offering) ? aside : decisions).add(turn)
        }
    }
}

/// What classes were when they were last looked at: how to ask, never what to answer.
final class RememberedClasses: Sendable {
    private let ids = Mutex<Set<OfferingID>>([])

    func contains(_ id: OfferingID) -> Bool { ids.withLock { $0.contains(id) } }
    func insert(_ id: OfferingID) { ids.withLock { _ = $0.insert(id) } }
    func remove(_ id: OfferingID) { ids.withLock { _ = $0.remove(id) } }
}
