import Primitives
import RegistrationDomain
import Testing

@Suite("Attendance and completion")
struct AttendanceTests {
    let offering = Sample.offering()
    let person = RegistrationID.new()

    @Test("F1: attendance is recorded for a day of the class, from that day on at the venue")
    func attendanceDays() throws {
        func record(_ day: String, on today: String) throws -> [RegistrationID] {
            try offering.recordAttendance(
                on: Sample.day(day), present: [person, person], attending: [person], at: Sample.moment(today))
        }
        #expect(try record("2026-04-06", on: "2026-04-06") == [person])
        #expect(try record("2026-04-06", on: "2026-05-01") == [person])
        #expect(throws: AttendanceRejection.dayNotYet(Sample.day("2026-04-07"))) {
            try record("2026-04-07", on: "2026-04-06")
        }
        #expect(throws: AttendanceRejection.notADayOfTheClass(Sample.day("2026-04-11"))) {
            try record("2026-04-11", on: "2026-05-01")
        }
    }

    @Test("F1: only those who sit in the class can be present")
    func strangers() {
        let stranger = RegistrationID.new()
        #expect(throws: AttendanceRejection.notAttending([stranger])) {
            try offering.recordAttendance(
                on: offering.startsOn, present: [person, stranger], attending: [person], at: Sample.moment("2026-04-06")
            )
        }
    }

    func candidate(
        _ days: Int = 5, kind: RegistrationKind = .regular, status: RegistrationStatus = .confirmed, done: Bool = false
    ) -> CompletionCandidate {
        CompletionCandidate(
            registration: person, kind: kind, status: status, attendedDays: days, isCompleted: done)
    }

    @Test("F1: completion opens on the last day and needs every day by default")
    func completion() throws {
        #expect(throws: CompletionRejection.offeringNotOver(endsOn: offering.endsOn)) {
            try offering.openCompletion(at: Sample.moment("2026-04-09"))
        }
        try offering.openCompletion(at: Sample.moment("2026-04-10"))
        try offering.complete(candidate(), under: Sample.policy)
        try offering.complete(candidate(status: .pendingPayment), under: Sample.policy)
        #expect(throws: CompletionRejection.attendanceIncomplete(attended: 4, needed: 5)) {
            try offering.complete(candidate(4), under: Sample.policy)
        }
        #expect(throws: CompletionRejection.alreadyCompleted) {
            try offering.complete(candidate(done: true), under: Sample.policy)
        }
        #expect(throws: CompletionRejection.notRegistered) {
            try offering.complete(candidate(status: .cancelled), under: Sample.policy)
        }
    }

    @Test("E6: audits and teaching staff complete nothing", arguments: [RegistrationKind.audit, .staff])
    func noCompletion(kind: RegistrationKind) {
        #expect(throws: CompletionRejection.kindEarnsNoCompletion(kind)) {
            try offering.complete(candidate(kind: kind), under: Sample.policy)
        }
    }

    @Test("F1: a lower minimum is rounded up to whole days", arguments: [(100, 5), (90, 5), (80, 4), (1, 1)])
    func minimum(percent: Int, days: Int) {
        var policy = Sample.policy
        policy.attendanceMinimumPercent = percent
        #expect(offering.attendanceNeeded(under: policy) == days)
    }

    @Test("C2: a class teaches the last edition that is out when it starts")
    func editions() throws {
        let old = CourseEdition(id: .new(), name: "Basic", from: Sample.day("1991-01-01"), sections: [])
        let new = CourseEdition(id: .new(), name: "Basic 2016", from: Sample.day("2016-01-01"), sections: [])
        let course = Course(
            code: .basicSRO, title: "Basic SRO", kind: .class, hours: 40, prices: PriceSchedule(Sample.prices),
            editions: [old, new])
        #expect(course.edition(on: Sample.day("2015-12-31"))?.id == old.id)
        #expect(course.edition(on: Sample.day("2016-01-01"))?.id == new.id)
        #expect(course.edition(on: Sample.day("1980-01-01"))?.id == old.id)
    }

    @Test("I1: without dates the table is this year to date against the full year before")
    func periods() throws {
        let (period, compare) = CompletionStatistics.periods(
            from: nil, to: Sample.day("2019-08-31"), compareFrom: nil, compareTo: nil, today: Sample.day("2026-11-22"))
        #expect(period == DayRange(from: Sample.day("2019-01-01"), to: Sample.day("2019-08-31")))
        #expect(compare == DayRange.year(2018))
    }

    @Test("I2: a record is more people in the period to date than in the full year before")
    func records() {
        func row(_ count: Int, _ before: Int) -> CompletionStatistics.Row {
            .init(course: .basicSRO, title: "Basic SRO", count: count, compareCount: before)
        }
        #expect(row(2516, 2273).isRecord)
        #expect(!row(2273, 2273).isRecord)
        #expect(!row(0, 0).isRecord)
        let table = CompletionStatistics(rows: [row(2516, 2273), row(599, 531)])
        #expect(table.total == 3115)
        #expect(table.compareTotal == 2804)
    }
}
