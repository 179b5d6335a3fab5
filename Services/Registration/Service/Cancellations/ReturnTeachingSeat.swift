import Messaging
import Primitives
import RegistrationDomain

/// Releases the teaching seat of a candidate whose assignment was withdrawn (H20).
struct ReturnTeachingSeat: Sendable {
    struct Command: Sendable {
        var offering: OfferingID
        var person: PersonID
    }

    let offerings: OfferingRepository
    let people: PersonRepository
    let registrations: RegistrationRepository
    let release: ReleaseSeat

    /// Does nothing if the person has no teaching seat in the class. The seat of a class that is over stays used.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws {
        Rule.keep(.H20)
        guard let offering = try await offerings.lock(command.offering, in: unit) else { return }
        let standing = try await people.standing(of: command.person, on: offering.startsOn, from: unit.sql)
        let records = try await registrations.active(in: offering.id, from: unit.sql)
        let own = records.first {
            $0.registration.kind == .staff && standing.identities.contains($0.registration.person)
        }
        guard let own else { return }
        do {
            _ = try await release(own, of: offering, .unassigned, by: nil, at: now, in: unit)
        } catch is SeatRejection {}
    }
}
