import Primitives
import RegistrationDomain
import Testing

@Suite struct AttendanceTests {
    private let offering = Sample.offering()
    private let person = RegistrationID.new()

    private func record(
        _ day: String, on today: String, present: [RegistrationID]? = nil, in offering: Offering? = nil
    ) throws -> [RegistrationID] {
        try (offering ?? self.offering).recordAttendance(
            on: Sample.day(day), present: present ?? [person, person], attending: [person], at: Sample.moment(today))
    }

    @Test(arguments: [
        ("2026-04-06", "2026-04-06"), ("2026-04-06", "2026-05-01"), ("2026-04-10", "2026-04-10"),
    ])
    func `F1: attendance of a day of the class is recorded from that day on at the venue`(
        day: String, today: String
    ) throws {
        #expect(try record(day, on: today) == [person])
    }

    @Test(arguments: [
        ("2026-04-07", "2026-04-06", AttendanceRejection.dayNotYet(Sample.day("2026-04-07"))),
        ("2026-04-11", "2026-05-01", .notADayOfTheClass(Sample.day("2026-04-11"))),
        ("2026-04-05", "2026-05-01", .notADayOfTheClass(Sample.day("2026-04-05"))),
    ])
    func `F1: attendance of another day, or of a day to come, is refused`(
        day: String, today: String, rejection: AttendanceRejection
    ) {
        #expect(throws: rejection) { try record(day, on: today) }
    }

    @Test func `F1: a cancelled class has no attendance`() {
        var cancelled = offering
        cancelled.status = .cancelled
        #expect(throws: AttendanceRejection.offeringCancelled) {
            try record("2026-04-11", on: "2026-05-01", in: cancelled)
        }
    }

    @Test func `F1: only registrations with a seat in the class can be present`() {
        let others = [RegistrationID.new(), .new()].sorted()
        #expect(throws: AttendanceRejection.notAttending(others)) {
            try record("2026-04-06", on: "2026-04-06", present: others.reversed() + [person])
        }
    }
}
