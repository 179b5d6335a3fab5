import Contracts
import Messaging
import Primitives
import RegistrationDomain

/// Writes what was decided about the seats of a locked class, publishes the facts with the class's new state, and
/// enqueues their mails (D1).
struct SeatChanges: Sendable {
    let policies: Policies
    let seats: SeatBookRepository
    let mail: SeatMail

    /// - Returns: the class as it is stored.
    func record(_ facts: [SeatFact], of offering: Offering, at now: Instant, in unit: UnitOfWork) -> Offering {
        guard !facts.isEmpty else { return offering }
        let saved = seats.save(
            facts, of: offering, rulePack: policies.policy(at: now).version, at: now, in: unit)
        for fact in facts { unit.publish(fact.action.event, SeatChange(fact), of: saved.id, at: now) }
        unit.setState(.offering, OfferingState(saved), of: saved.id, at: now)
        mail.enqueue(facts.map { ($0, saved.version) }, at: now, in: unit)
        return saved
    }
}
