import Contracts
import DomainClock
import HTTP
import JSONTree
import Messaging
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

/// A class of two days on the second of them, with its attendees.
struct AttendedClass {
    static let days = ["2026-03-01", "2026-03-02"]

    let fixture: RegistrationFixture
    let offering: String
    let callers: [Caller]
    let registrations: [JSON]

    init(attendees: Int, lead: Caller? = nil) async throws {
        fixture = try await RegistrationFixture(at: "2026-03-01T15:00:00Z")
        offering = try await fixture.offering(
            from: Self.days[0], to: Self.days[1],
            more: lead.map { ["leadInstructorId": .string($0.person.description)] } ?? [:])
        callers = (0..<attendees).map { _ in Caller() }
        var registrations: [JSON] = []
        for caller in callers { registrations.append(try await fixture.register(caller, offering)["id"] ?? .null) }
        self.registrations = registrations
        fixture.clock.move(to: try instant("2026-03-02T22:00:00Z"))
    }

    /// Records a day, with all attendees present by default.
    func record(_ day: String, _ present: [JSON]? = nil, as caller: Caller) async throws -> Reply {
        try await fixture.send(
            "PUT", "/v1/offerings/\(offering)/attendance", as: caller,
            ["date": .string(day), "present": .array(present ?? registrations)])
    }
}

extension RegistrationFixture {
    /// Records a completion of Basic's edition of 2016 without a class, at the present time.
    @discardableResult
    func complete(
        _ person: PersonID, _ course: CourseCode = .basicSRO, on day: String, isImported: Bool = false
    ) async throws -> CompletionID {
        let completion = Completion(
            id: .new(), person: person, course: course,
            edition: try #require(EditionID("01520a8f-1c00-7000-8000-000000000102")), hours: 40,
            completedOn: try #require(Day(day)), isImported: isImported,
            recording: Completion.Recording(by: person, at: clock.now))
        try await parts.journal.update { unit in
            CompletionRepository(database: database).insert(completion, in: unit)
            unit.publish(.completionRecorded, completion, at: clock.now)
        }
        return completion.id
    }
}
