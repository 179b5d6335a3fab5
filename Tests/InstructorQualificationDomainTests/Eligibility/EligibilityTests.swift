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
}
