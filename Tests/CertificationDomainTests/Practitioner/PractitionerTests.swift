import CertificationDomain
import Primitives
import Testing

/// G1–G9: the requirements, each judged on a day.
@Suite struct PractitionerTests {
    @Test(arguments: [
        // G1: three calendar years exactly, a day short, overlapping, gaps, other positions.
        ([("2023-03-01", nil as String?)], "2026-03-01", true),
        ([("2023-03-02", nil)], "2026-03-01", false),
        ([("2022-01-01", "2023-12-31"), ("2023-01-01", "2024-06-30")], "2026-01-01", false),
        ([("2022-01-01", "2023-06-30"), ("2024-07-01", "2025-12-31")], "2026-01-01", false),
        ([("2022-01-01", "2023-06-30"), ("2024-07-01", "2026-01-01")], "2026-03-01", true),
        ([("2026-06-01", nil)], "2026-03-01", false),
    ])
    func `years as an SRO are merged calendar time`(stretches: [(String, String?)], date: String, expected: Bool) {
        let file = PractitionerFile(
            assignments: stretches.map {
                DatedAssignment(position: .sro, from: day($0.0), to: $0.1.map(day), verified: true)
            })
        #expect(met(.yearsAsSRO, file, on: date) == expected)
    }

    @Test func `unverified assignments count for progress and not for approval`() {
        let file = PractitionerFile(
            assignments: [DatedAssignment(position: .sro, from: day("2020-01-01"), to: nil, verified: false)])
        #expect(met(.yearsAsSRO, file, on: "2026-01-01"))
        #expect(!met(.yearsAsSRO, file, on: "2026-01-01", by: .verified))
        #expect(!met(.employedInSchoolSafety, file, on: "2026-01-01", by: .verified))
    }

    @Test func `employment ends with the last day of the assignment`() {
        let file = PractitionerFile(
            assignments: [
                DatedAssignment(position: .schoolSafety, from: day("2020-01-01"), to: day("2026-02-01"), verified: true)
            ])
        #expect(met(.employedInSchoolSafety, file, on: "2026-02-01"))
        #expect(!met(.employedInSchoolSafety, file, on: "2026-02-02"))
    }

    @Test func `another approved Basic is accepted only for applications before 2023`() {
        let other = credit(40, ends: "2020-05-01", title: "State Basic")
        let file = PractitionerFile(
            credits: [other],
            approvedCourses: [
                approved("State Basic", .basic, hours: 40, from: "2015-01-01")
            ])
        #expect(met(.basicCourse, file, on: "2022-12-31") && met(.ownBasicCourse, file, on: "2022-12-31"))
        #expect(met(.basicCourse, file, on: "2023-01-01") && !met(.ownBasicCourse, file, on: "2023-01-01"))
        var own = file
        own.training = [OwnTraining(courseCode: "basic-sro", minutes: 2400, completedOn: day("2019-01-01"))]
        #expect(met(.ownBasicCourse, own, on: "2026-01-01"))
    }

    @Test func `Advanced or Management meets the requirement, and the second of them counts as further hours`() {
        let one = PractitionerFile(
            training: [OwnTraining(courseCode: "sro-management", minutes: 1440, completedOn: day("2025-01-01"))])
        #expect(met(.advancedCourse, one, on: "2026-01-01"))
        let evaluation = rules.evaluate(one, on: day("2026-01-01"), by: .claimed).first { $0.code == .additionalHours }
        #expect(evaluation?.have == "0 hours")
        var both = one
        both.training.append(OwnTraining(courseCode: "advanced-sro", minutes: 1440, completedOn: day("2025-02-01")))
        let counted = rules.evaluate(both, on: day("2026-01-01"), by: .claimed).first { $0.code == .additionalHours }
        #expect(counted?.have == "24 hours")
    }

    @Test func `159 and a half further hours are too few`() {
        let almost = PractitionerFile(credits: [credit(159.5, ends: "2025-01-01")])
        #expect(!met(.additionalHours, almost, on: "2026-01-01"))
        let evaluation = rules.evaluate(almost, on: day("2026-01-01"), by: .claimed).first {
            $0.code == .additionalHours
        }
        #expect(evaluation?.have == "159.5 hours")
        #expect(met(.additionalHours, PractitionerFile(credits: [credit(160, ends: "2025-01-01")]), on: "2026-01-01"))
    }

    @Test func `an approval needs applied hours, and future hours never count`() {
        #expect(
            !met(
                .additionalHours, PractitionerFile(credits: [credit(160, ends: "2025-01-01")]), on: "2026-01-01",
                by: .verified))
        let applied = PractitionerFile(credits: [credit(160, ends: "2025-01-01", as: .applied)])
        #expect(met(.additionalHours, applied, on: "2026-01-01", by: .verified))
        #expect(!met(.additionalHours, PractitionerFile(credits: [credit(160, ends: "2026-01-02")]), on: "2026-01-01"))
    }

    @Test func `training of exactly ten years ago counts, and nothing older`() {
        #expect(met(.additionalHours, PractitionerFile(credits: [credit(160, ends: "2016-03-01")]), on: "2026-03-01"))
        #expect(!met(.additionalHours, PractitionerFile(credits: [credit(160, ends: "2016-02-29")]), on: "2026-03-01"))
    }

    @Test func `the longest session of an annual training counts`() {
        let credits = [
            credit(8, ends: "2023-05-01", annual: true), credit(10, ends: "2024-05-01", annual: true),
            credit(10, ends: "2025-05-01", annual: true), credit(4, ends: "2025-06-01", annual: true, subject: "Drugs"),
        ]
        let outcomes = rules.judge(credits, on: day("2026-01-01"))
        #expect(outcomes.map(\.disposition) == [.duplicateAnnual, .pending, .duplicateAnnual, .pending])
        #expect(outcomes.reduce(0) { $0 + $1.minutes } == 14 * 60)
    }

    @Test func `one conference is required`() {
        let file = PractitionerFile(
            training: [OwnTraining(courseCode: "conference", minutes: 1200, completedOn: day("2025-07-01"))])
        #expect(met(.conference, file, on: "2026-01-01"))
        #expect(!met(.conference, PractitionerFile(), on: "2026-01-01"))
    }
}
