import CertificationDomain
import Primitives
import Testing

private let today = day("2026-03-01")

private func rules(secondAdvancedCounts: Bool = true) -> PractitionerRules {
    PractitionerRules(
        version: "test", contact: "x@example.org", yearsAsSRO: 3, sroPositions: [.sro],
        schoolSafetyPositions: [.sro, .schoolSafety], basicCourse: "basic-sro", basicMinutes: 2400,
        ownBasicOnlyFrom: day("2023-01-01"), advancedCourses: ["advanced-sro", "sro-management"], advancedMinutes: 1440,
        additionalMinutes: 600, additionalMaximumAgeYears: 10, secondAdvancedCounts: secondAdvancedCounts,
        conferenceCourse: "conference")
}

private func credit(
    _ minutes: Int, ends: String, annual: Bool = false, title: String = "Seminar", provider: String = "Academy",
    as disposition: Disposition = .pending
) -> CreditEntry {
    CreditEntry(
        id: .new(), title: title, provider: provider, subject: "Teen brain", minutes: minutes,
        dates: TrainingDates(on: day(ends)), annual: annual, agency: nil, disposition: disposition)
}

private func training(_ course: String, _ completed: String, minutes: Int = 60) -> OwnTraining {
    OwnTraining(courseCode: course, minutes: minutes, completedOn: day(completed))
}

private func approved(
    _ serves: ApprovedCourse.Serves, title: String = "Seminar", to: String = "9999-12-31"
) throws -> ApprovedCourse {
    ApprovedCourse(
        id: .new(), title: title, provider: "Academy", serves: serves, minutes: 60,
        validity: try ApprovedCourse.Validity(from: day("2020-01-01"), to: day(to)))
}

/// What decides at the edges of each requirement: the day itself, the minute itself, one more and one less.
@Suite struct BoundaryTests {
    private func judged(
        _ code: RequirementCode, _ file: PractitionerFile, by standard: Standard = .claimed,
        rules: PractitionerRules = rules()
    ) throws -> RequirementEvaluation {
        try #require(rules.evaluate(file, on: today, by: standard).first { $0.code == code })
    }

    private func served(from: String, verified: Bool = true) -> PractitionerFile {
        PractitionerFile(
            assignments: [DatedAssignment(position: .sro, from: day(from), to: nil, verified: verified)])
    }

    @Test func `G1 the reason says that the years are complete from the first day on`() throws {
        let (short, exact, more) = (
            try judged(.yearsAsSRO, served(from: "2023-03-02")), try judged(.yearsAsSRO, served(from: "2023-03-01")),
            try judged(.yearsAsSRO, served(from: "2020-03-01"))
        )
        #expect(!short.met && exact.met && more.met)
        #expect(exact.reason == more.reason && short.reason != exact.reason)
        #expect(short.reason.hasPrefix("1 more day"))
    }

    @Test func `G1 G2 the reason mentions unverified assignments only where they count`() throws {
        let verified = try judged(.yearsAsSRO, served(from: "2020-03-01")).reason
        let claimed = try judged(.yearsAsSRO, served(from: "2020-03-01", verified: false)).reason
        #expect(claimed.hasPrefix(verified) && claimed != verified)
        let nothing = try judged(.yearsAsSRO, PractitionerFile(), by: .verified).reason
        #expect(try judged(.yearsAsSRO, served(from: "2020-03-01", verified: false), by: .verified).reason == nothing)
        #expect(try judged(.yearsAsSRO, served(from: "2020-03-01"), by: .verified).reason == verified)
    }

    @Test(arguments: [("2026-02-28", true), ("2026-03-01", true), ("2026-03-02", false)])
    func `G3 G5 G9 a course counts from the day of its completion on`(completed: String, met: Bool) throws {
        let cases: [(RequirementCode, String)] = [
            (.basicCourse, "basic-sro"), (.ownBasicCourse, "basic-sro"), (.advancedCourse, "advanced-sro"),
            (.advancedCourse, "sro-management"), (.conference, "conference"),
        ]
        let missing = PractitionerFile()
        for (code, course) in cases {
            let evaluation = try judged(code, PractitionerFile(training: [training(course, completed)]))
            #expect(evaluation.met == met, "\(code)")
            #expect((evaluation.reason == (try judged(code, missing).reason)) == !met, "\(code)")
            #expect(try !judged(code, PractitionerFile(training: [training("other", completed)])).met)
        }
        let claimed = PractitionerFile(
            credits: [credit(60, ends: completed)], approvedCourses: [try approved(.advanced)])
        #expect(try judged(.advancedCourse, claimed).met == met)
    }

    @Test(
        arguments: [
            ("Seminar", "Academy", 60, "2021-01-01", true), ("Other", "Academy", 60, "2021-01-01", false),
            ("Seminar", "Other", 60, "2021-01-01", false), ("seminar ", "ACADEMY", 61, "2021-01-01", true),
            ("Seminar", "Academy", 59, "2021-01-01", false), ("Seminar", "Academy", 60, "2020-01-01", true),
            ("Seminar", "Academy", 60, "2019-12-31", false), ("Seminar", "Academy", 60, "2021-12-31", true),
            ("Seminar", "Academy", 60, "2022-01-01", false), ("Other", "Other", 59, "2022-01-01", false),
        ] as [(String, String, Int, String, Bool)])
    func `G3 G5 an approved course covers a credit of its title, provider, length and time`(
        title: String, provider: String, minutes: Int, ends: String, covers: Bool
    ) throws {
        let credit = credit(minutes, ends: ends, title: title, provider: provider)
        #expect(try approved(.basic, to: "2021-12-31").covers(credit) == covers)
    }

    @Test(arguments: [(599, false), (600, true), (601, true)])
    func `G6 the hours are complete at the last minute`(minutes: Int, met: Bool) throws {
        let evaluation = try judged(
            .additionalHours, PractitionerFile(credits: [credit(minutes, ends: "2025-01-01", as: .applied)]))
        let (none, plenty) = (
            try judged(.additionalHours, PractitionerFile()),
            try judged(
                .additionalHours, PractitionerFile(credits: [credit(6000, ends: "2025-01-01", as: .applied)]))
        )
        #expect(evaluation.met == met && none.have == "0 hours" && !none.met && plenty.met)
        #expect((evaluation.reason == plenty.reason) == met)
    }

    @Test func `G6 the reason mentions hours that wait for a reviewer, only where there are some`() throws {
        let applied = PractitionerFile(credits: [credit(600, ends: "2025-01-01", as: .applied)])
        var waiting = applied
        waiting.credits.append(credit(1, ends: "2025-01-01"))
        let (without, with) = (try judged(.additionalHours, applied), try judged(.additionalHours, waiting))
        #expect(with.reason.hasPrefix(without.reason) && with.reason != without.reason)
        #expect(without.have == "10 hours" && with.have == "10.01 hours")
        #expect(try judged(.additionalHours, waiting, by: .verified).have == "10 hours")
    }

    @Test(arguments: [("2016-02-29", "0 hours", 1), ("2016-03-01", "1 hour", 0), ("2026-03-01", "1 hour", 0)])
    func `G7 own courses and credits count for ten years`(completed: String, have: String, leftOut: Int) throws {
        let files = [
            PractitionerFile(training: [training("conference", completed)]),
            PractitionerFile(credits: [credit(60, ends: completed, as: .applied)]),
        ]
        for file in files {
            #expect(try judged(.additionalHours, file).have == have)
            let age = try judged(.hoursNotTooOld, file)
            #expect(age.met && age.have == "\(leftOut) left out")
        }
        let both = PractitionerFile(
            training: [training("conference", completed), training("other", "2025-01-01")],
            credits: [credit(60, ends: completed), credit(60, ends: "2025-01-01")])
        #expect(try judged(.hoursNotTooOld, both).have == "\(2 * leftOut) left out")
    }

    @Test func `G6 counts each own course but Basic once, by its latest completion`() throws {
        let latest = training("other", "2025-02-01", minutes: 120)
        let earlier = training("other", "2024-01-01", minutes: 60)
        for courses in [[earlier, latest], [latest, earlier]] {
            let file = PractitionerFile(training: courses + [training("basic-sro", "2025-01-01", minutes: 2400)])
            #expect(try judged(.additionalHours, file).have == "2 hours")
        }
        // Of two completions on one day the first counts.
        let same = [training("other", "2025-02-01", minutes: 60), training("other", "2025-02-01", minutes: 120)]
        #expect(try judged(.additionalHours, PractitionerFile(training: same)).have == "1 hour")
        #expect(
            try judged(.additionalHours, PractitionerFile(training: [training("other", "2026-03-02")])).have
                == "0 hours")
        #expect(
            try judged(.additionalHours, PractitionerFile(training: [training("other", "2026-03-01")])).have
                == "1 hour")
    }

    @Test func `G6 the second advanced course counts where the policy says so`() throws {
        let own = PractitionerFile(
            training: [training("advanced-sro", "2024-01-01"), training("sro-management", "2025-01-01")])
        #expect(try judged(.additionalHours, own).have == "1 hour")
        #expect(try judged(.additionalHours, own, rules: rules(secondAdvancedCounts: false)).have == "0 hours")
        var claimed = PractitionerFile(
            training: [training("advanced-sro", "2024-01-01")], credits: [credit(90, ends: "2025-01-01")],
            approvedCourses: [try approved(.advanced)])
        #expect(try judged(.additionalHours, claimed).have == "1.5 hours")
        #expect(try judged(.additionalHours, claimed, rules: rules(secondAdvancedCounts: false)).have == "0 hours")
        claimed.credits.append(credit(30, ends: "2025-01-01", title: "Other"))
        #expect(try judged(.additionalHours, claimed, rules: rules(secondAdvancedCounts: false)).have == "0.5 hours")
    }

    @Test func `G6 a credit that is a Basic course never counts`() throws {
        let file = PractitionerFile(
            credits: [credit(90, ends: "2025-01-01"), credit(60, ends: "2025-01-01", title: "Other")],
            approvedCourses: [try approved(.basic)])
        #expect(try judged(.additionalHours, file).have == "1 hour")
    }

    @Test func `G8 reports the sessions left out, and only annual training has copies`() throws {
        let annual = [credit(60, ends: "2024-01-01", annual: true), credit(60, ends: "2025-01-01", annual: true)]
        let evaluation = try judged(.annualTrainingOnce, PractitionerFile(credits: annual))
        #expect(evaluation.met && evaluation.have == "1 left out")
        let single = annual.map { credit($0.minutes, ends: $0.dates.endsOn.description) }
        #expect(single.allSatisfy { $0.annualKey == nil })
        let none = try judged(.annualTrainingOnce, PractitionerFile(credits: single))
        #expect(none.met && none.have == "0 left out")
        #expect(try judged(.additionalHours, PractitionerFile(credits: single)).have == "2 hours")
    }

    @Test(arguments: [
        ("2016-03-01", "2026-03-01"), ("2016-02-29", "2016-03-01"), ("2026-03-02", "2026-03-01"),
        ("2026-03-01", "2025-03-01"),
    ])
    func `G8 a session that does not count itself leaves none out`(other: String, counted: String) {
        let (longer, shorter) = (credit(120, ends: other, annual: true), credit(60, ends: counted, annual: true))
        let dispositions = rules().judge([longer, shorter], on: today).map(\.disposition)
        let isInside = other == "2016-03-01" || other == "2026-03-01"
        #expect(dispositions[1] == (isInside ? .duplicateAnnual : .pending))
    }

    @Test func `G8 of sessions of one length the earliest counts, in whatever order they are`() {
        let early = credit(60, ends: "2024-01-01", annual: true)
        let late = credit(60, ends: "2025-01-01", annual: true)
        #expect(rules().judge([early, late], on: today).map(\.disposition) == [.pending, .duplicateAnnual])
        #expect(rules().judge([late, early], on: today).map(\.disposition) == [.duplicateAnnual, .pending])
        let first = credit(60, ends: "2024-01-01", annual: true)
        #expect(rules().judge([first, early], on: today).map(\.disposition) == [.pending, .duplicateAnnual])
    }

    @Test func `G10 the reason depends on the state and on credits without a document`() throws {
        func reason(_ state: ApplicationState?, undocumented: Int = 0) throws -> String {
            try judged(
                .application, PractitionerFile(application: state, creditsWithoutDocument: undocumented)
            ).reason
        }
        let (submitted, declined, none) = (try reason(.submitted), try reason(.declined), try reason(nil))
        #expect(Set([submitted, declined, none]).count == 3)
        #expect(try reason(.withdrawn) == none && reason(.draft) == none && reason(.approved) == submitted)
        #expect(try judged(.application, PractitionerFile()).reason == none)
        #expect(try reason(nil, undocumented: 1).hasSuffix(": 1.") && reason(nil, undocumented: 1).hasPrefix(none))
    }

    @Test(arguments: [
        (0, "0 hours"), (1, "0.01 hours"), (6, "0.1 hours"), (15, "0.25 hours"), (59, "0.98 hours"), (60, "1 hour"),
        (61, "1.01 hours"), (90, "1.5 hours"), (120, "2 hours"), (119, "1.98 hours"), (3660, "61 hours"),
    ])
    func `minutes read as hours`(minutes: Int, text: String) {
        #expect(hoursText(minutes) == text)
    }
}
