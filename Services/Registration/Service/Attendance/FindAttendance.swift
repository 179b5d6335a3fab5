import Primitives
import RegistrationDomain
import UseCases

/// Finds the attendance of a class (F1).
struct FindAttendance: Sendable {
    let offerings: OfferingRepository
    let access: OfferingAccess
    let attendance: AttendanceRepository

    /// Returns a page of the recorded days, for the lead instructor, the host and staff, and one more if there is one.
    ///
    /// - Throws: `NotFound`, `Forbidden`.
    func page(
        of offering: OfferingID, for principal: Principal, after day: Day?, limit: Int
    ) async throws -> [AttendanceDay] {
        guard let offering = try await offerings.find(offering) else { throw NotFound() }
        try await access.require(principal, for: offering, reading: true, from: offerings.database)
        return try await attendance.list(of: offering.id, after: day, limit: limit)
    }

    /// Returns a page of everything that was recorded, for staff, and one more if there is one.
    ///
    /// - Throws: `NotFound`.
    func history(of offering: OfferingID, after change: Int?, limit: Int) async throws -> [AttendanceChange] {
        Rule.keep(.F1)
        guard let offering = try await offerings.find(offering) else { throw NotFound() }
        return try await attendance.history(of: offering.id, after: change, limit: limit)
    }
}
