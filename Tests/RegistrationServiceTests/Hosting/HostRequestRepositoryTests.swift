import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

@Suite struct HostRequestRepositoryTests {
    private static let pending = HostRequest(
        id: .new(), agency: .new(),
        plan: OfferingPlan(
            course: .basicSRO,
            venue: Venue(
                name: "Academy", address: "5 Elm Street", city: "Springfield", state: "IL", country: "US",
                timeZone: "America/Chicago"),
            startsOn: Day(daysSince1970: 20_000), endsOn: Day(daysSince1970: 20_004), capacity: 20,
            details: OfferingDetails(
                contact: Contact(name: "Carla Cole", email: "carla@springfield.example", phone: "217 555 0100"),
                equipment: ["projector"], notes: "Parking behind the building")),
        submission: HostRequest.Submission(by: .new(), at: Instant(secondsSince1970: 1_700_000_000)))

    private static var rejected: HostRequest {
        var request = pending
        request.id = .new()
        request.status = .rejected
        request.decision = HostRequest.Decision(
            by: .new(), at: Instant(secondsSince1970: 1_700_000_900), reason: "No room")
        request.offering = .new()
        request.version = 3
        return request
    }

    @Test(.rule(.C3))
    func `a host request is found as it was inserted, and as it was saved`() async throws {
        let fixture = try await RegistrationFixture()
        let requests = HostRequestRepository(database: fixture.database)
        try await expectStored(
            Self.pending, Self.rejected, ignoring: ["venue", "contact", "documents", "plan"],
            insert: { request in
                try await fixture.parts.journal.update { unit in try requests.insert(request, in: unit) }
            },
            find: { try await requests.find($0.id) })
        let find = FindHostRequest(requests: requests)
        let staff = Principal(personID: .new(), roles: [.staff], tokenID: "t")
        let listed = try await find.page(for: staff, after: nil, limit: 10)
        #expect(listed.count == 2)
        let request = try #require(listed.first)
        let saved = try await fixture.parts.journal.update { unit in
            var locked = try #require(try await requests.lock(request.id, in: unit))
            locked.plan.capacity = 31
            return try requests.save(locked, in: unit)
        }
        #expect(saved.version == request.version + 1)
        #expect(try await requests.find(request.id) == saved)
    }
}
