import Contracts
import DomainClock
import HTTP
import JSONTree
import Messaging
import Postgres
import Primitives
import TestSupport
import UseCases

@testable import CertificationService

/// The whole service on a database of its own, with what the other services say handed to it; it is 1 March 2026.
struct CertificationSample: Sendable {
    let fixture: ServiceFixture
    let incoming: Incoming

    static func with(
        _ settings: [String: String] = [:], _ body: (CertificationSample) async throws -> Void
    ) async throws {
        let fixture = try await ServiceFixture.start(
            .certification, settings: settings, at: Instant("2026-03-01T18:00:00Z"))
        let sample = CertificationSample(fixture: fixture, incoming: try await Incoming(fixture))
        do {
            try await body(sample)
            await sample.stop()
        } catch {
            await sample.stop()
            throw error
        }
    }

    private func stop() async {
        await incoming.stop()
        await fixture.stop()
    }

    var now: Instant { fixture.clock.now }

    func send(
        _ method: HTTPMethod, _ target: String, _ body: JSON? = nil, as person: PersonID? = nil, _ roles: Role...,
        headers: HTTPHeaders = [:]
    ) async throws -> Reply {
        var token: String?
        if let person {
            token =
                switch roles.first {
                case .staff: fixture.token(.staff, person: person)
                case .trainingCommittee: fixture.token(.trainingCommittee, person: person)
                default: fixture.token(.member, person: person)
                }
        }
        return try await fixture.call(method, target, body, token: token, headers: headers)
    }

    /// A document's bytes, as a binary body.
    func put(
        _ target: String, _ bytes: [UInt8], type: String, as person: PersonID, headers: HTTPHeaders = [:]
    ) async throws -> Reply {
        var headers = headers
        headers.add("Authorization", "Bearer \(fixture.token(.member, person: person))")
        headers.add("Content-Type", type)
        return try await fixture.call("PUT", target, bytes: bytes, headers: headers)
    }

    // MARK: What the others say

    func name(_ person: PersonID, _ given: String, _ family: String) async throws {
        let profile = ProfileState(
            givenName: given, familyName: family, email: "zoe@springfield.example", locale: "en")
        try await incoming.state(.profile, profile, of: person, at: now)
    }

    func person(_ id: PersonID, mergedInto: PersonID? = nil, _ assignments: [AssignmentPeriod] = []) async throws {
        let state = PersonState(
            kind: .registrant, roles: [], coordinatorOf: [], mergedInto: mergedInto, memberships: [], holds: [],
            assignments: assignments)
        try await incoming.state(.person, state, of: id, at: now)
    }

    func course(_ code: CourseCode = .basicSRO, title: String = "Basic SRO") async throws {
        let edition = CourseEditionValue(id: Self.edition, name: "Basic 2016", from: day("2016-01-01"), sections: [])
        try await incoming.state(
            .course, CourseContent(title: title, hours: 40, editions: [edition]), of: code, at: now)
    }

    func offering(_ id: OfferingID, _ code: String = "basic-sro") async throws {
        let change = OfferingChange(
            courseCode: code, editionId: Self.edition, kind: .`class`, status: "published", agencyId: .new(),
            startsOn: day("2026-02-23"), endsOn: day("2026-02-27"), timeZone: "America/Chicago", country: "US",
            capacity: 20, seatsTaken: 1)
        try await incoming.state(
            .offering, OfferingState(change, OfferingQueue(waitlistLength: 0)), of: id, at: now)
    }

    static let edition = EditionID.new()

    /// A completion as registration says it, its state with it.
    func complete(_ change: CompletionChange, _ id: CompletionID = .new(), times: Int = 1) async throws {
        try await incoming.state(
            .completion, CompletionState(change, CompletionStanding(voided: false, evaluated: false)), of: id, at: now)
        try await incoming.fact(.completionRecorded, change, of: id, at: now, times: times)
    }

    func evaluate(_ change: CompletionChange) async throws {
        guard let registration = change.registrationId, let offering = change.offeringId else { return }
        try await incoming.fact(
            .evaluationCompleted, CompletedEvaluation(personId: change.personId, offeringId: offering),
            of: registration,
            at: now)
    }

    /// The attended class of somebody with a name; the chart's line.
    func attended(_ person: PersonID, evaluated: Bool = true) async throws -> JSON {
        let change = Self.completion(of: person)
        try await name(person, "Zoë", "Nguyễn")
        try await course()
        if let offering = change.offeringId { try await self.offering(offering) }
        try await complete(change)
        if evaluated { try await evaluate(change) }
        guard let item = try await chart(person).first else { throw NoCertificate() }
        return item
    }

    static func completion(of person: PersonID, _ code: String = "basic-sro", imported: Bool = false)
        -> CompletionChange
    {
        CompletionChange(
            personId: person, registrationId: imported ? nil : .new(), offeringId: imported ? nil : .new(),
            courseCode: code, editionId: edition, hours: 40, completedOn: day("2026-02-27"), imported: imported)
    }

    // MARK: What the service says

    func chart(_ person: PersonID) async throws -> [JSON] {
        try await send("GET", "/v1/me/certificates", as: person).json["items"]?.array ?? []
    }

    func facts() async throws -> [String] { try await fixture.facts() }
}

func day(_ text: String) -> Day { Day(text) ?? Day(daysSince1970: 0) }

/// The chart has no line where it should have one.
struct NoCertificate: Error {}
