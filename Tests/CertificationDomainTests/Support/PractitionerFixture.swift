import CertificationDomain
import Primitives

func day(_ text: String) -> Day { Day(text) ?? Day(daysSince1970: 0) }

/// The rules that ship, by their amounts.
let rules = PractitionerRules(
    version: "test", contact: "x@example.org", yearsAsSRO: 3, sroPositions: [.sro],
    schoolSafetyPositions: [.sro, .sroSupervisor, .schoolSafety],
    basicCourse: "basic-sro", basicMinutes: 2400, ownBasicOnlyFrom: day("2023-01-01"),
    advancedCourses: ["advanced-sro", "sro-management"], advancedMinutes: 1440, additionalMinutes: 9600,
    additionalMaximumAgeYears: 10, secondAdvancedCounts: true, conferenceCourse: "conference")

let policy = CertificationPolicy(effectiveFrom: Day(daysSince1970: 0), practitioner: rules)

func credit(
    _ hours: Double, ends: String, annual: Bool = false, subject: String = "Teen brain", title: String = "Seminar",
    provider: String = "State academy", as disposition: Disposition = .pending
) -> CreditEntry {
    CreditEntry(
        id: .new(), title: title, provider: provider, subject: subject, minutes: Int(hours * 60),
        dates: TrainingDates(on: day(ends)), annual: annual, agency: nil, disposition: disposition)
}

func approved(_ title: String, _ serves: ApprovedCourse.Serves, hours: Int, from: String = "2000-01-01")
    -> ApprovedCourse
{
    ApprovedCourse(
        id: .new(), title: title, provider: "State Academy", serves: serves, minutes: hours * 60,
        validity: ApprovedCourse.Validity(from: day(from)))
}

func evaluation(
    _ code: RequirementCode, _ file: PractitionerFile, on date: String, by standard: Standard = .claimed
) -> RequirementEvaluation? {
    rules.evaluate(file, on: day(date), by: standard).first { $0.code == code }
}

func met(_ code: RequirementCode, _ file: PractitionerFile, on date: String, by standard: Standard = .claimed) -> Bool {
    evaluation(code, file, on: date, by: standard)?.met ?? false
}

/// What is known of a person who meets G1–G5 and G9 since 2025.
let fitFile = PractitionerFile(
    assignments: [DatedAssignment(position: .sro, from: day("2020-01-01"), to: nil, verified: true)],
    training: ["basic-sro", "advanced-sro", "conference"].map {
        OwnTraining(courseCode: $0, minutes: 2400, completedOn: day("2025-01-01"))
    })

/// An application with 160 claimed hours, in a state.
func application(
    _ status: ApplicationState = .draft, hours: Double = 160, as disposition: Disposition = .applied
) -> PractitionerApplication {
    PractitionerApplication(
        id: .new(), person: .new(), status: status,
        submission: status == .draft ? nil : .init(on: day("2026-01-01"), evaluations: []),
        createdAt: Instant(secondsSince1970: 1_700_000_000),
        credits: [credit(hours, ends: "2025-06-01", as: disposition)])
}
