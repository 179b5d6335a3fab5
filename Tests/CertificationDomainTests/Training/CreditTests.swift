import CertificationDomain
import Primitives
import Testing

private func day(_ text: String) -> Day { Day(text) ?? Day(daysSince1970: 0) }

private let rules = PractitionerRules(
    version: "test", contact: "x@example.org", yearsAsSRO: 3, sroPositions: [.sro], schoolSafetyPositions: [.sro],
    basicCourse: "basic-sro",
    basicMinutes: 2400, ownBasicOnlyFrom: day("2023-01-01"), advancedCourses: ["advanced-sro", "sro-management"],
    advancedMinutes: 1440, additionalMinutes: 9600, additionalMaximumAgeYears: 10, secondAdvancedCounts: true,
    conferenceCourse: "conference")

private func credit(
    _ hours: Int, ends: String, annual: Bool = false, subject: String = "Teen brain", title: String = "Seminar",
    provider: String = "State academy", as disposition: Disposition = .pending
) -> CreditEntry {
    CreditEntry(
        id: .new(), title: title, provider: provider, subject: subject, minutes: hours * 60, startsOn: day(ends),
        endsOn: day(ends), annual: annual, agencyID: nil, disposition: disposition)
}

private func approved(_ title: String, _ serves: ApprovedCourse.Serves, hours: Int) -> ApprovedCourse {
    ApprovedCourse(
        title: title, provider: "State academy", serves: serves, minutes: hours * 60, validFrom: day("2000-01-01"),
        validTo: nil)
}

private func evaluation(
    _ code: RequirementCode, _ file: PractitionerFile, on date: String, by standard: Standard = .claimed
) -> RequirementEvaluation? {
    rules.evaluate(file, on: day(date), by: standard).first { $0.code == code }
}

@Suite struct CreditTests {
    @Test(arguments: [
        (Disposition.pending, true, false), (.applied, true, true), (.notRelevant, false, false),
        (.tooOld, false, false), (.duplicateAnnual, false, false),
    ])
    func `G3 and G5 rest on no claimed course that a reviewer refused, and are approved on applied ones only`(
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
    func `G7 a reviewer's word sets no date aside`(ends: String, disposition: Disposition, hours: Int) {
        let outcome = rules.judge([credit(8, ends: ends, as: .applied)], on: day("2026-03-01"))[0]
        #expect(outcome.disposition == disposition && outcome.minutes == hours * 60)
    }

    @Test func `G8 of two applied sessions of the same annual training the longer counts`() {
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
    func `G8 knows the same subject and agency in another spelling`(subject: String, same: Bool) {
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
    func `G6 counts the one of Advanced and Management that G5 does not show`(
        management: String, advanced: String, used: String, further: String
    ) {
        let training = [("sro-management", management), ("advanced-sro", advanced)]
            .map { OwnTraining(courseCode: $0.0, minutes: 1440, completedOn: day($0.1)) }
            .sorted { $0.completedOn < $1.completedOn }
        let file = PractitionerFile(training: training)
        #expect(evaluation(.advancedCourse, file, on: "2026-03-01")?.have.hasPrefix(used) == true)
        #expect(evaluation(.additionalHours, file, on: "2026-03-01")?.have == further)
    }

    @Test func `G6 counts a claimed approved course beside an own one that G5 shows, and not the one G5 rests on`() {
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
    func `G10 is met while an application is submitted or approved, a declined one is over`(
        state: ApplicationState?, met: Bool
    ) {
        #expect(evaluation(.application, PractitionerFile(application: state), on: "2026-03-01")?.met == met)
    }
}
