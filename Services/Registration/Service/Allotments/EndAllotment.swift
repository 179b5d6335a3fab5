import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Ends an allotment: its unused seats are free, and are offered to the waitlist in the same transaction (D3, D7).
struct EndAllotment: Sendable {
    struct Command: Sendable {
        var allotment: AllotmentID
        var match: VersionMatch
        var reason: String
        var by: PersonID
    }

    let policies: Policies
    let offerings: OfferingRepository
    let allotments: AllotmentRepository
    let seats: SeatBookRepository
    let changes: SeatChanges

    /// Ends an allotment before its time.
    ///
    /// - Returns: the allotment and its class as they are stored.
    /// - Throws: `NotFound`, `VersionMismatch`, `SeatRejection`.
    func callAsFunction(
        _ command: Command, at now: Instant, in unit: UnitOfWork
    ) async throws -> (AllotmentRecord, Offering) {
        Rule.keep(.D3)
        guard let found = try await allotments.find(command.allotment, from: unit.sql),
            let offering = try await offerings.lock(found.offering, in: unit),
            let record = try await allotments.find(command.allotment, from: unit.sql)
        else { throw NotFound() }
        try command.match.require(record.version)
        let saved = try await end(
            command.allotment, of: offering, by: command.by, reason: command.reason, at: now, in: unit)
        guard let ended = try await allotments.find(command.allotment, from: unit.sql) else { throw NotFound() }
        return (ended, saved)
    }

    /// Ends an allotment of a locked class.
    ///
    /// - Parameter person: nil for an allotment that expired.
    /// - Returns: the class as it is stored.
    /// - Throws: `SeatRejection.allotmentEnded`.
    func end(
        _ id: AllotmentID, of locked: Offering, by person: PersonID? = nil, reason: String? = nil, at now: Instant,
        in unit: UnitOfWork
    ) async throws -> Offering {
        var book = try await seats.find(of: locked, freeing: locked.waitlistLength, allotments: true, in: unit)
        let (ended, seatsTaken, promoted) = try book.endAllotment(
            id, at: policies.moment(now, at: locked), under: policies.policy(at: now))
        allotments.end(id, by: person, reason: reason, at: now, in: unit)
        let offering = seats.save(seatsTaken: seatsTaken, of: locked, in: unit)
        unit.publish(.seatAllotmentEnded, AllotmentChange(ended, of: offering), of: offering.id, at: now)
        unit.setState(.offering, OfferingState(offering), of: offering.id, at: now)
        return changes.record(promoted, of: offering, at: now, in: unit)
    }
}
