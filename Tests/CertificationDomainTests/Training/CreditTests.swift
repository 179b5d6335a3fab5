import CertificationDomain
import Primitives
import Testing

/// G3, G5–G8: claimed training.
@Suite struct CreditTests {
    @Test(arguments: [
        (Disposition.pending, true, false), (.applied, true, true), (.notRelevant, false, false),
        (.tooOld, false, false), (.duplicateAnnual, false, false),
    ])
    func `a refused course meets no requirement, and an approval needs an applied one`(
        disposition: Disposition, claimed: Bool, verified: Bool
    ) {
        let file = PractitionerFile(
            credits: [
                credit(40, ends: "2020-05-01", title: "State Basic", as: disposition),
                credit(24, ends: "2020-06-01", title: "State Advanced", as: disposition),
            ],
            approvedCourses: [
                approved("State Basic", .basic, hours: 40), approved("State Advanced", .advanced, hours: 24),
            ])
        for code in [RequirementCode.basicCourse, .ownBasicCourse, .advancedCourse] {
            #expect(evaluation(code, file, on: "2022-12-31")?.met == claimed)
            #expect(evaluation(code, file, on: "2022-12-31", by: .verified)?.met == verified)
        }
    }

    @Test(arguments: [
        ("2016-02-29", Disposition.tooOld, 0), ("2016-03-01", .applied, 8), ("2026-03-01", .applied, 8),
        ("2026-03-02", .pending, 0),
    ])
    func `a reviewer's disposition does not override the dates`(ends: String, disposition: Disposition, hours: Int) {
        let outcome = rules.judge([credit(8, ends: ends, as: .applied)], on: day("2026-03-01"))[0]
        #expect(outcome.disposition == disposition && outcome.minutes == hours * 60)
    }

    @Test func `of two applied sessions of an annual training the longer counts`() {
        let credits = [
            credit(8, ends: "2024-05-01", annual: true, as: .applied),
            credit(10, ends: "2025-05-01", annual: true, as: .applied),
        ]
        let outcomes = rules.judge(credits, on: day("2026-03-01"))
        #expect(outcomes.map(\.disposition) == [.duplicateAnnual, .applied])
        #expect(outcomes.map(\.minutes) == [0, 600])
    }

    @Test(arguments: [
        ("Teen brain", true), (" teen  BRAIN ", true), ("Teen\u{a0}brain", true), ("Ｔｅｅｎ brain", true),
        ("Teen\tbrain\n", true), ("Teenbrain", false), ("Teen brains", false),
    ])
    func `subject and agency are compared without case, width and white space`(subject: String, same: Bool) {
        let one = credit(8, ends: "2024-05-01", annual: true)
        #expect((one.annualKey == credit(8, ends: "2025-05-01", annual: true, subject: subject).annualKey) == same)
        let spaced = credit(8, ends: "2025-05-01", annual: true, provider: "STATE\u{a0} academy ")
        #expect(one.annualKey == spaced.annualKey)
    }

    @Test(arguments: [
        ("2012-01-01", "2020-01-01", "sro-management", "24 hours"),
        ("2020-01-01", "2012-01-01", "advanced-sro", "24 hours"),
        ("2018-01-01", "2020-01-01", "sro-management", "24 hours"),
    ])
    func `of Advanced and Management the one that does not meet G5 counts as further hours`(
        management: String, advanced: String, used: String, further: String
    ) {
        let training = [("sro-management", management), ("advanced-sro", advanced)]
            .map { OwnTraining(courseCode: $0.0, minutes: 1440, completedOn: day($0.1)) }
            .sorted { $0.completedOn < $1.completedOn }
        let file = PractitionerFile(training: training)
        #expect(evaluation(.advancedCourse, file, on: "2026-03-01")?.have.hasPrefix(used) == true)
        #expect(evaluation(.additionalHours, file, on: "2026-03-01")?.have == further)
    }

    @Test func `a claimed approved course counts as further hours unless it meets G5`() {
        var file = PractitionerFile(
            credits: [credit(24, ends: "2025-05-01", title: "State Advanced")],
            approvedCourses: [approved("State Advanced", .advanced, hours: 24)])
        #expect(evaluation(.additionalHours, file, on: "2026-03-01")?.have == "0 hours")
        file.training = [OwnTraining(courseCode: "advanced-sro", minutes: 1440, completedOn: day("2024-01-01"))]
        #expect(evaluation(.additionalHours, file, on: "2026-03-01")?.have == "24 hours")
    }

    @Test(
        arguments: [
            (nil, false), (.draft, false), (.submitted, true), (.moreInfo, true), (.approved, true), (.declined, false),
            (.withdrawn, false),
        ] as [(ApplicationState?, Bool)])
    func `the application is met while it is submitted or approved, not after it was declined`(
        state: ApplicationState?, met: Bool
    ) {
        #expect(evaluation(.application, PractitionerFile(application: state), on: "2026-03-01")?.met == met)
    }

    @Test func `training ends on or after its first day, and so does an approval`() throws {
        let (early, late) = (day("2026-01-01"), day("2026-01-02"))
        #expect(try TrainingDates(from: early, to: late).endsOn == late)
        #expect(try TrainingDates(from: early, to: early) == TrainingDates(on: early))
        #expect(throws: TrainingRejection.datesReversed) { try TrainingDates(from: late, to: early) }
        #expect(throws: TrainingRejection.validityReversed) { try ApprovedCourse.Validity(from: late, to: early) }
        let validity = try ApprovedCourse.Validity(from: early, to: early)
        #expect(validity.contains(early) && !validity.contains(late))
        #expect(ApprovedCourse.Validity(from: early).contains(late))
    }
}
