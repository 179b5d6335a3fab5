import Contracts
import HTTP
import JSONTree
import Postgres
import Primitives
import ServiceKit
import TestSupport
import UseCases

@testable import InstructorQualificationService
@testable import Messaging

/// The whole service on a database of its own; the other services' states are given to its projections. It is
/// 31 August 2026.
struct QualificationSample: Sendable {
    let fixture: ServiceFixture

    static func with(
        _ settings: [String: String] = [:], _ body: (QualificationSample) async throws -> Void
    ) async throws {
        let fixture = try await ServiceFixture.start(
            .instructorQualification, settings: settings, at: Instant("2026-08-31T18:00:00Z"))
        do {
            try await body(QualificationSample(fixture: fixture))
            await fixture.stop()
        } catch {
            await fixture.stop()
            throw error
        }
    }

    func send(
        _ method: HTTPMethod, _ target: String, _ body: JSON? = nil, as person: PersonID? = nil, _ role: Role = .member,
        headers: HTTPHeaders = [:]
    ) async throws -> Reply {
        try await fixture.call(
            method, target, body, token: person.map { fixture.token(role, person: $0) }, headers: headers)
    }

    func put(_ target: String, _ bytes: [UInt8], type: String, as person: PersonID) async throws
        -> Reply
    {
        let token = fixture.token(.member, person: person)
        return try await fixture.call(
            "PUT", target, bytes: bytes, headers: ["Authorization": "Bearer \(token)", "Content-Type": type])
    }

    // MARK: What the others say

    func state<Key, Payload>(_ state: StateType<Key, Payload>, _ payload: Payload, of key: Key) async throws {
        try await apply(state.name, try payload.encoded(), key.description)
    }

    func tombstone<Key, Payload>(_ state: StateType<Key, Payload>, of key: Key) async throws {
        try await apply(state.name, nil, key.description)
    }

    private func apply(_ type: String, _ value: [UInt8]?, _ key: String) async throws {
        for projection in fixture.service.parts.projections where projection.type == type {
            try await fixture.database.transaction { sql in try await projection.apply(key, value, sql) }
        }
    }

    func person(
        _ id: PersonID, mergedInto: PersonID? = nil, memberTo: String? = "2026-12-31", heldFrom: String? = nil,
        position: Position? = .sro, roles: [Role] = []
    ) async throws {
        let state = PersonState(
            kind: .member, roles: roles.map(\.rawValue), coordinatorOf: [], mergedInto: mergedInto,
            memberships: memberTo.map {
                [MembershipPeriod(from: day("2026-01-01"), to: day($0), type: "individual")]
            } ?? [],
            holds: heldFrom.map { [HoldPeriod(from: day($0))] } ?? [],
            assignments: position.map {
                [
                    AssignmentPeriod(
                        id: .new(), agencyId: .new(), position: $0, from: day("2020-01-01"), verified: true)
                ]
            } ?? [])
        try await self.state(.person, state, of: id)
    }

    func credential(_ id: CredentialID, of person: PersonID, revokedOn: Day? = nil) async throws {
        try await state(
            .credential,
            CredentialState(
                personId: person, kind: .practitioner, awardedOn: day("2025-01-01"), revokedOn: revokedOn),
            of: id)
    }

    func profile(_ person: PersonID, homeState: String? = "AL", certifiedSince: String? = nil) async throws {
        try await state(
            .profile,
            ProfileState(
                givenName: "Ada", familyName: "Lee", email: "ada@example.org", locale: "en", homeState: homeState,
                instructorCertification: certifiedSince.map {
                    InstructorCertification(number: "7", state: "AL", since: day($0))
                }), of: person)
    }

    /// Member, practitioner, SRO since 2020: all that events can say.
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
        "\(Self.path)/\(try await send("POST", Self.path, [:], as: person).json.text("id"))"
    }

    /// A fit person's complete application, submitted; its path.
    func submitted(_ person: PersonID, _ filled: JSON = Self.filled) async throws -> String {
        try await fit(person)
        let path = try await draft(person)
        _ = try await send("PATCH", path, filled, as: person)
        _ = try await put("\(path)/documents/chiefLetter", Self.pdf, type: "application/pdf", as: person)
        _ = try await send("POST", "\(path)/submission", [:], as: person)
        return path
    }

    func review(
        _ path: String, _ role: Role, as reviewer: PersonID = .new(), more: [String: JSON] = [:]
    ) async throws -> Reply {
        let body: [String: JSON] = ["role": .string(role.rawValue), "recommendation": "accept", "comment": "Good."]
        return try await send(
            "POST", "\(path)/reviews", .object(body.merging(more) { $1 }), as: reviewer, role)
    }

    /// Three reviews, an interview with its result, the video's length confirmed.
    func reviewed(_ path: String) async throws {
        for role in [Role.trainingDirector, .trainingCommittee, .executiveDirector] {
            _ = try await review(path, role, more: ["videoMinutes": 31])
        }
        let committee = PersonID.new()
        _ = try await send(
            "POST", "\(path)/interview",
            ["at": "2026-08-30T15:00:00Z", "interviewerId": .string(committee.description)], as: committee,
            .trainingCommittee)
        _ = try await send(
            "PUT", "\(path)/interview/result", ["recommendation": "accept", "comment": "Fine."], as: committee,
            .trainingCommittee)
    }

    func determine(
        _ path: String, _ outcome: String = "accepted", as director: PersonID = .new(), headers: HTTPHeaders = [:]
    ) async throws -> Reply {
        try await send(
            "POST", "\(path)/determination", ["outcome": .string(outcome), "reason": "All said."], as: director,
            .trainingDirector, headers: headers)
    }

    /// An accepted applicant's candidacy, its path.
    func candidate(_ person: PersonID) async throws -> String {
        let path = try await submitted(person)
        try await reviewed(path)
        return "/v1/candidates/\(try await determine(path).json.text("candidateId"))"
    }

    func facts() async throws -> [String] { try await fixture.facts() }
}

func day(_ text: String) -> Day { Day(text) ?? Day(daysSince1970: 0) }

extension Reply {
    /// The codes of the requirements that an answer lists as unmet.
    var unmet: [String] {
        (json["requirements"]?.array ?? []).filter { $0["met"] == false }.map { $0.text("code") }
    }

    /// What a determination still lacks.
    var missing: [String] { json["missing"]?.array?.compactMap(\.string) ?? [] }
}
