import InstructorQualificationDomain
import Primitives
import Testing

@Suite struct EligibilityTests {
    private func unmet(_ applicant: Applicant, _ evidence: Evidence, on date: String) -> [RequirementCode] {
        rules.evaluate(applicant, evidence, on: day(date)).unmet.map(\.code)
    }

    @Test func `H1 to H8 are met by a complete file`() {
        #expect(unmet(fit, fullEvidence, on: "2026-03-01") == [])
        #expect(rules.evaluate(fit, fullEvidence, on: day("2026-03-01")).map(\.code) == RequirementCode.allCases)
    }

    @Test func `H1 fails on the day after the term, under a hold, and without the credential`() {
        #expect(unmet(fit, fullEvidence, on: "2026-06-01") == [.memberAndPractitioner])
        var held = fit
        held.holds = [Period(from: day("2026-02-01"), to: nil)]
        #expect(unmet(held, fullEvidence, on: "2026-03-01") == [.memberAndPractitioner])
        var plain = fit
        plain.isPractitioner = false
        #expect(unmet(plain, fullEvidence, on: "2026-03-01") == [.memberAndPractitioner])
    }

    @Test func `H2 needs a current position and three years as an SRO`() {
        var administrator = fit
        administrator.assignments = [
            DatedAssignment(position: .sro, from: day("2018-01-01"), to: day("2021-01-01"), verified: true),
            DatedAssignment(position: .schoolAdministrator, from: day("2022-01-01"), to: nil, verified: true),
        ]
        #expect(unmet(administrator, fullEvidence, on: "2026-03-01") == [])
        administrator.assignments.removeLast()
        #expect(unmet(administrator, fullEvidence, on: "2026-03-01") == [.positionAndYears])
    }

    @Test func `H3 is complete three years to the day, in the home state only`() {
        #expect(unmet(fit, fullEvidence, on: "2026-02-28") == [.certifiedInstructor])
        var moved = fit
        moved.homeState = "GA"
        #expect(unmet(moved, fullEvidence, on: "2026-03-01") == [.certifiedInstructor])
    }

    @Test func `H4 to H8 each name what is missing`() {
        #expect(
            unmet(fit, Evidence(trainingHours: 39), on: "2026-03-01")
                == [.trainingExperience, .education, .chiefLetter, .video, .policies])
    }

    private func judged(_ code: RequirementCode, _ applicant: Applicant, _ evidence: Evidence = fullEvidence) throws
        -> RequirementEvaluation
    {
        try #require(rules.evaluate(applicant, evidence, on: day("2026-03-01")).first { $0.code == code })
    }

    @Test(arguments: [
        ("2025-12-31", false), ("2026-01-01", true), ("2026-01-31", true), ("2026-02-01", false),
    ])
    func `B2 a period includes its first and its last day`(date: String, isInside: Bool) {
        let period = Period(from: day("2026-01-01"), to: day("2026-01-31"))
        #expect(period.contains(day(date)) == isInside)
        let open = Period(from: day("2026-01-01"), to: nil)
        #expect(open.contains(day(date)) == (date >= "2026-01-01"))
    }

    @Test func `H1 to H3 are unmet for an unknown person, H1 names what is missing`() throws {
        #expect(
            rules.evaluate(Applicant(), fullEvidence, on: day("2026-03-01")).unmet.map(\.code)
                == [.memberAndPractitioner, .positionAndYears, .certifiedInstructor])
        #expect(try !judged(.memberAndPractitioner, Applicant(memberships: fit.memberships)).met)
        var applicant = fit
        #expect(try judged(.memberAndPractitioner, applicant).reason.contains("who holds the Practitioner credential"))
        applicant.isPractitioner = false
        #expect(try judged(.memberAndPractitioner, applicant).reason == "The Practitioner credential is missing.")
        applicant.memberships = []
        #expect(try judged(.memberAndPractitioner, applicant).reason.hasPrefix("Neither a member"))
        applicant.isPractitioner = true
        #expect(
            try judged(.memberAndPractitioner, applicant).reason == "Not a member in good standing on 2026-03-01.")
    }

    @Test(arguments: [("2023-03-01", true), ("2023-03-02", false)])
    func `H2 three years as an SRO are complete to the day`(from: String, met: Bool) throws {
        var applicant = fit
        applicant.assignments = [DatedAssignment(position: .sro, from: day(from), to: nil, verified: true)]
        let evaluation = try judged(.positionAndYears, applicant)
        #expect(evaluation.met == met)
        #expect(
            evaluation.reason == "Currently in a qualifying position, "
                + (met ? "3 years as an SRO." : "1095 of 1096 days as an SRO."))
        applicant.assignments = [DatedAssignment(position: .sro, from: day(from), to: nil, verified: false)]
        #expect(try judged(.positionAndYears, applicant).reason.hasSuffix("not verified yet count."))
    }

    @Test func `H2 needs a qualifying position on the day`() throws {
        var applicant = fit
        let past = DatedAssignment(position: .sro, from: day("2018-01-01"), to: day("2026-02-28"), verified: true)
        for (position, met) in [(Position.sroSupervisor, true), (.schoolSafety, false), (.other, false)] {
            applicant.assignments = [
                past, DatedAssignment(position: position, from: day("2026-03-01"), to: nil, verified: true),
            ]
            #expect(try judged(.positionAndYears, applicant).met == met)
        }
        applicant.assignments = [past]
        #expect(try judged(.positionAndYears, applicant).reason.hasPrefix("No current position"))
    }

    @Test func `H3 needs a certification of the home state`() throws {
        var applicant = fit
        applicant.homeState = nil
        #expect(try !judged(.certifiedInstructor, applicant).met)
        applicant = fit
        applicant.certification = nil
        #expect(try !judged(.certifiedInstructor, applicant).met)
        var evidence = fullEvidence
        evidence.certification = InstructorCertification(number: "8", state: "AL", since: day("2020-01-01"))
        #expect(try judged(.certifiedInstructor, applicant, evidence).met)
        // What the application states takes precedence over the account.
        evidence.certification = InstructorCertification(number: "8", state: "AL", since: day("2024-01-01"))
        #expect(try !judged(.certifiedInstructor, fit, evidence).met)
    }

    @Test(arguments: [(nil, false), (39, false), (40, true), (41, true)] as [(Int?, Bool)])
    func `H4 needs forty hours`(hours: Int?, met: Bool) throws {
        let evaluation = try judged(.trainingExperience, fit, Evidence(trainingHours: hours))
        #expect(evaluation.met == met && evaluation.reason.hasPrefix("\(hours ?? 0) of 40 hours"))
    }

    @Test func `H5 education is a degree, a document of it, or experience for the reviewers`() throws {
        var graduate = fit
        graduate.degree = "BA"
        let cases: [(applicant: Applicant, evidence: Evidence, met: Bool, source: RequirementEvaluation.Source)] = [
            (fit, Evidence(), false, .document), (fit, Evidence(degree: "AA"), true, .document),
            (graduate, Evidence(), true, .document), (fit, Evidence(documents: [.degree]), true, .document),
            (fit, Evidence(documents: [.trainingHours]), false, .document),
            (fit, Evidence(comparableExperience: "Ten years."), true, .reviewer),
        ]
        for (applicant, evidence, met, source) in cases {
            let evaluation = try judged(.education, applicant, evidence)
            #expect(evaluation.met == met && evaluation.source == source, "\(evidence)")
        }
        #expect(
            try judged(.education, fit, Evidence(comparableExperience: "Ten years.", documents: [.degree])).source
                == .document)
    }

    @Test func `H6 to H8 are a letter, a video and the current policies`() throws {
        #expect(try judged(.chiefLetter, fit, Evidence(documents: [.degree])).met == false)
        #expect(try judged(.chiefLetter, fit, Evidence(documents: [.chiefLetter])).reason.hasSuffix("is attached."))
        #expect(try judged(.video, fit, Evidence()).source == .document)
        for evidence in [Evidence(videoURL: "https://video.example/1"), Evidence(documents: [.video])] {
            let video = try judged(.video, fit, evidence)
            #expect(video.met && video.source == .reviewer && video.reason.hasPrefix("There is a video"))
        }
        for (version, met) in [(nil, false), ("2025", false), ("2026", true)] as [(String?, Bool)] {
            let policies = try judged(.policies, fit, Evidence(policiesVersionAccepted: version))
            #expect(policies.met == met && policies.reason.hasSuffix(met ? "are accepted." : "are not accepted yet."))
        }
    }
}
