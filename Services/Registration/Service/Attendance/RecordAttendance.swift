import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Records the persons who were present on a day of a class, in place of what was recorded before (F1).
struct RecordAttendance: Sendable {
    struct Command: Sendable {
        var offering: OfferingID
        /// Of the day's version, which is zero until the day is recorded.
        var match: VersionMatch
        var day: Day
        var present: [RegistrationID]
        var by: Principal
    }

    let offerings: OfferingRepository
    let access: OfferingAccess
    let attendance: AttendanceRepository
    let policies: Policies
    let mail: OfferingMail

    /// - Returns: the day as it is stored.
    /// - Throws: `NotFound`, `Forbidden`, `VersionMismatch`, `AttendanceRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> AttendanceDay {
        Rule.keep(.F1)
        guard let offering = try await offerings.lock(command.offering, in: unit) else { throw NotFound() }
        try await access.require(command.by, for: offering, from: unit.sql)
        let input = try await attendance.input(for: command.day, of: offering.id, in: unit)
        var day = input.day
        try command.match.require(day.version)
        day.present = try offering.recordAttendance(
            on: day.date, present: command.present, attending: input.attending,
            at: policies.moment(now, at: offering))
        day = attendance.save(day, of: offering.id, by: command.by.personID, at: now, in: unit)
        unit.publish(
            .attendanceRecorded, AttendanceList(date: day.date, registrationIds: day.present), of: offering.id, at: now)
        mail.enqueueEvaluation(of: offering, on: policies.venueDay(now, of: offering), at: now, in: unit)
        return day
    }
}
