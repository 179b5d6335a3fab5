import Contracts
import HTTP
import JSONTree
import Messaging
import Primitives
import ServiceKit
import TestSupport
import UseCases

@testable import CertificationService

/// The certification service with its clock at 1 March 2026 until a test moves it.
struct CertificationFixture: FixtureLayer {
    let base: ServiceFixture

    init(_ settings: [String: String] = [:]) async throws {
        base = try await ServiceFixture.make(
            .certification, at: try instant("2026-03-01T18:00:00Z"), settings: settings)
    }

    /// Runs the body in a unit of work of the service's journal.
    func update<R: Sendable>(_ body: @Sendable (UnitOfWork) async throws -> R) async throws -> R {
        try await base.context.journal.update(body)
    }

    // MARK: What other services publish

    func name(_ person: PersonID, _ given: String, _ family: String) async throws {
        let profile = ProfileState(
            givenName: given, familyName: family, email: "zoe@springfield.example", locale: "en")
        try await deliver(state: .profile, profile, of: person)
    }

    func person(_ id: PersonID, mergedInto: PersonID? = nil, _ assignments: [AssignmentPeriod] = []) async throws {
        let state = PersonState(
            kind: .registrant, roles: [], coordinatorOf: [], mergedInto: mergedInto, memberships: [], holds: [],
            assignments: assignments)
        try await deliver(state: .person, state, of: id)
    }

    func course(_ code: CourseCode = .basicSRO, title: String = "Basic SRO") async throws {
        let edition = CourseEditionValue(id: Self.edition, name: "Basic 2016", from: day("2016-01-01"), sections: [])
        try await deliver(
            state: .course, CourseContent(title: title, hours: 40, editions: [edition]), of: code)
    }

    func offering(_ id: OfferingID, _ code: String = "basic-sro") async throws {
        let change = OfferingChange(
            courseCode: code, editionId: Self.edition, kind: .`class`, status: "published", agencyId: .new(),
            startsOn: day("2026-02-23"), endsOn: day("2026-02-27"), timeZone: "America/Chicago", country: "US",
            capacity: 20, seatsTaken: 1)
        try await deliver(state: .offering, OfferingState(change, OfferingQueue(waitlistLength: 0)), of: id)
    }

    static let edition = EditionID.new()

    /// A completion as registration publishes it, with its state.
    func complete(_ change: CompletionChange, _ id: CompletionID = .new(), times: Int = 1) async throws {
        try await deliver(
            state: .completion, CompletionState(change, CompletionStanding(voided: false, evaluated: false)), of: id)
        try await deliver(fact: .completionRecorded, change, of: id, times: times)
    }

    func evaluate(_ change: CompletionChange) async throws {
        guard let registration = change.registrationId, let offering = change.offeringId else { return }
        try await deliver(
            fact: .evaluationCompleted, CompletedEvaluation(personId: change.personId, offeringId: offering),
            of: registration)
    }

    /// Records a class that a person with a name attended, and returns the chart's line.
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

    // MARK: What the service answers

    func chart(_ person: PersonID) async throws -> [JSON] {
        try await send("GET", "/v1/me/certificates", as: Caller(person, .member)).json["items"]?.array ?? []
    }
}

/// Indicates that the chart has no line where it should have one.
struct NoCertificate: Error {}
