import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Changes a class. A class that is moved keeps its seats and waitlist; its persons may cancel without a fee for a
/// while (D5), and no offer is open after the class begins (D7). New seats go to the waitlist first (D7).
struct ReviseOffering: Sendable {
    struct Command: Sendable {
        var offering: OfferingID
        var match: VersionMatch
        var revise: @Sendable (OfferingRevision) -> OfferingRevision
        var by: PersonID
    }

    let seats: SeatBookRepository
    let changes: SeatChanges
    let courses: CourseRepository
    let offerings: OfferingRepository
    let moves: OfferingMoveRepository
    let prices: PriceRepository
    let mail: OfferingMail
    let policies: Policies

    /// - Throws: `NotFound`, `VersionMismatch`, `OfferingRejection`, `SeatRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Offering {
        Rule.keep(.C2, .D7)
        guard var offering = try await offerings.lock(command.offering, in: unit),
            let details = try await offerings.details(of: command.offering, from: unit.sql)
        else { throw NotFound() }
        try command.match.require(offering.version)
        let before = offering
        let revision = command.revise(OfferingRevision(of: offering, details))
        let zone = revision.plan.venue.timeZone
        let moment = policies.moment(now, venueZone: zone)
        try offering.revise(
            as: revision, course: try await courses.find(offering.course, from: unit.sql),
            isZone: policies.knowsZone(zone), records: try await moves.records(of: offering.id, in: unit),
            on: moment.venueDay)
        if offering.isMoved(from: before) {
            moves.insert(before, on: moment.venueDay, by: command.by, at: now, in: unit)
            if let start = policies.start(of: offering) {
                moves.limitOffers(of: offering.id, to: start, in: unit)
            }
        }
        if revision.prices != nil {
            try prices.insert(
                PriceApproval(
                    from: moment.venueDay, prices: offering.prices.first, approvedBy: command.by, approvedAt: now),
                of: .offering(offering.id), in: unit)
        }
        var book = try await seats.find(of: offering, freeing: offering.waitlistLength, in: unit)
        let offers = try book.decide(
            .resize(capacity: revision.plan.capacity), at: moment, under: policies.policy(at: now))
        offering.capacity = book.capacity
        offering = try offerings.save(offering, at: now, in: unit)
        try offerings.save(revision.plan.details, of: offering.id, in: unit)
        unit.publish(.offeringChanged, offering, at: now)
        mail.enqueueChange(of: offering, from: before, at: now, in: unit)
        return changes.record(offers, of: offering, at: now, in: unit)
    }
}
