import Contracts
import HTTP
import JSONTree
import Primitives
import ServiceKit
import TestSupport
import UseCases

@testable import InstructorQualificationService

/// The instructor-qualification service with its clock at 31 August 2026 until a test moves it.
struct InstructorQualificationFixture: FixtureLayer {
    let base: ServiceFixture

    init(_ settings: [String: String] = [:]) async throws {
        base = try await ServiceFixture.make(
            .instructorQualification, at: try instant("2026-08-31T18:00:00Z"), settings: settings)
    }

    // MARK: What other services publish

    func person(
        _ id: PersonID, mergedInto: PersonID? = nil, memberTo: String? = "2026-12-31", heldFrom: String? = nil,
        position: Position? = .sro, roles: [Role] = []
    ) async throws {
        let terms = memberTo.map { [MembershipPeriod(from: day("2026-01-01"), to: day($0), type: "individual")] }
        let assignments = position.map {
            [AssignmentPeriod(id: .new(), agencyId: .new(), position: $0, from: day("2020-01-01"), verified: true)]
        }
        let state = PersonState(
            kind: .member, roles: roles.map(\.rawValue), coordinatorOf: [], mergedInto: mergedInto,
            memberships: terms ?? [], holds: heldFrom.map { [HoldPeriod(from: day($0))] } ?? [],
            assignments: assignments ?? [])
        try await deliver(state: .person, state, of: id)
    }

    func credential(_ id: CredentialID, of person: PersonID, revokedOn: Day? = nil) async throws {
        let state = CredentialState(
            personId: person, kind: .practitioner, awardedOn: day("2025-01-01"), revokedOn: revokedOn)
        try await deliver(state: .credential, state, of: id)
    }

    func profile(_ person: PersonID, homeState: String? = "AL", certifiedSince: String? = nil) async throws {
        let certification = certifiedSince.map { InstructorCertification(number: "7", state: "AL", since: day($0)) }
        let state = ProfileState(
            givenName: "Ada", familyName: "Lee", email: "ada@example.org", locale: "en", homeState: homeState,
            instructorCertification: certification)
        try await deliver(state: .profile, state, of: person)
    }

    /// Makes the person a member, practitioner and SRO since 2020.
    func fit(_ person: PersonID) async throws {
        try await self.person(person)
        try await credential(.new(), of: person)
        try await profile(person)
    }

    // MARK: Applications

    static let path = "/v1/instructor-applications"
    static let pdf = Array("%PDF-1.7 letter".utf8)
    static let filled: JSON = [
        "instructorCertification": ["number": "7", "state": "AL", "since": "2020-05-01"], "degree": "AA",
        "trainingHours": 40, "policiesVersionAccepted": "2026", "videoUrl": "https://video.example/1",
    ]

    func draft(_ person: PersonID) async throws -> String {
        let reply = try await send("POST", Self.path, as: Caller(person, .member), [:])
        return "\(Self.path)/\(reply.json.text("id"))"
    }

    /// Submits a complete application of a person who meets the requirements. Returns its path.
    func submitted(_ person: PersonID, _ filled: JSON = Self.filled) async throws -> String {
        try await fit(person)
        let path = try await draft(person)
        let applicant = Caller(person, .member)
        _ = try await send("PATCH", path, as: applicant, filled)
        _ = try await send(
            "PUT", "\(path)/documents/chiefLetter", as: applicant, bytes: Self.pdf, type: "application/pdf")
        _ = try await send("POST", "\(path)/submission", as: applicant, [:])
        return path
    }

    func review(
        _ path: String, _ role: Role, as reviewer: PersonID = .new(), more: [String: JSON] = [:]
    ) async throws -> Reply {
        let body: [String: JSON] = ["role": .string(role.rawValue), "recommendation": "accept", "comment": "Good."]
        return try await send(
            "POST", "\(path)/reviews", as: Caller(reviewer, role), .object(body.merging(more) { $1 }))
    }

    /// Adds three reviews that confirm the video's length, and an interview with its result.
    func reviewed(_ path: String) async throws {
        for role in [Role.trainingDirector, .trainingCommittee, .executiveDirector] {
            _ = try await review(path, role, more: ["videoMinutes": 31])
        }
        let committee = Caller(.new(), .trainingCommittee)
        _ = try await send(
            "POST", "\(path)/interview", as: committee,
            ["at": "2026-08-30T15:00:00Z", "interviewerId": .string(committee.person.description)])
        _ = try await send(
            "PUT", "\(path)/interview/result", as: committee, ["recommendation": "accept", "comment": "Fine."])
    }

    func determine(
        _ path: String, _ outcome: String = "accepted", as director: PersonID = .new(), headers: HTTPHeaders = [:]
    ) async throws -> Reply {
        try await send(
            "POST", "\(path)/determination", as: Caller(director, .trainingDirector),
            ["outcome": .string(outcome), "reason": "All said."], headers: headers)
    }

    /// Accepts a person's application. Returns the path of the candidate.
    func candidate(_ person: PersonID) async throws -> String {
        let path = try await submitted(person)
        try await reviewed(path)
        return "/v1/candidates/\(try await determine(path).json.text("candidateId"))"
    }
}

extension Reply {
    /// The codes of the requirements that an answer lists as unmet.
    var unmet: [String] {
        (json["requirements"]?.array ?? []).filter { $0["met"] == false }.map { $0.text("code") }
    }

    /// The parts that a determination lacks.
    var missing: [String] { json["missing"]?.array?.compactMap(\.string) ?? [] }
}
