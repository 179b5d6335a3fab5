import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Sets seats of a class aside for an agency until a time (D3).
struct AllotSeats: Sendable {
    struct Command: Sendable {
        var offering: OfferingID
        var agency: AgencyID
        var seats: Int
        var expiresAt: Instant
        var reason: String
        var by: PersonID
    }

    let policies: Policies
    let offerings: OfferingRepository
    let allotments: AllotmentRepository
    let seats: SeatBookRepository
    let mail: SeatMail

    /// - Returns: the allotment, and the class as it is stored.
    /// - Throws: `NotFound`, `SeatRejection`.
    func callAsFunction(
        _ command: Command, at now: Instant, in unit: UnitOfWork
    ) async throws -> (AllotmentRecord, Offering) {
        Rule.keep(.D3)
        guard var offering = try await offerings.lock(command.offering, in: unit) else { throw NotFound() }
        let allotment = SeatAllotment(
            id: .new(), agency: command.agency, seats: command.seats, expiresAt: command.expiresAt)
        var book = try await seats.find(of: offering, allotments: true, in: unit)
        try book.allot(allotment, at: policies.moment(now, at: offering))
        let record = AllotmentRecord(
            allotment: allotment, offering: offering.id, reason: command.reason, madeBy: command.by, madeAt: now)
        allotments.insert(record, in: unit)
        offering = seats.save(seatsTaken: book.seatsTaken, of: offering, in: unit)
        unit.publish(.seatAllotted, AllotmentChange(allotment, of: offering), of: offering.id, at: now)
        unit.setState(.offering, OfferingState(offering), of: offering.id, at: now)
        mail.enqueue(
            allotment, to: try await allotments.coordinators(of: command.agency, from: unit.sql), at: now, in: unit)
        return (record, offering)
    }
}
