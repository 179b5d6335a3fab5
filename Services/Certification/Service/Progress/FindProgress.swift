import CertificationDomain
import Primitives

/// How a person meets the requirements on a day (G10).
struct Progress: Hashable, Sendable {
    var evaluations: [RequirementEvaluation]
    var rulePack: String
    var on: Day
}

/// Finds a person's progress toward National SRO Practitioner. Claimed hours and unverified assignments count (G1–G10).
struct FindProgress: Sendable {
    let policies: Policies
    let people: PersonRepository
    let applications: ApplicationRepository
    let findFile: FindPractitionerFile

    init(_ parts: CertificationParts) {
        policies = parts.policies
        people = PersonRepository(database: parts.database)
        applications = ApplicationRepository(database: parts.database)
        findFile = FindPractitionerFile(parts)
    }

    func callAsFunction(of person: PersonID, at now: Instant) async throws -> Progress {
        Rule.keep(.G1, .G2, .G3, .G4, .G5, .G6, .G7, .G8, .G9, .G10)
        let application = try await applications.latest(of: person)
        let file = try await findFile(of: person, from: applications.database).with(application)
        let today = policies.day(of: now)
        let day = application?.progressDay(today: today) ?? today
        let policy = policies.policy(on: day)
        return Progress(
            evaluations: policy.practitioner.evaluate(file, on: day, by: .claimed), rulePack: policy.version, on: day)
    }
}
