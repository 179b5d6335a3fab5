import JSONTree
import Messaging
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite struct SeatBookRepositoryTests {
    @Test func `the seats of a class have what a decision asks for, and nothing else`() async throws {
        let fixture = try await RegistrationFixture()
        let parts = SeatParts(fixture.parts)
        let id = try await fixture.offering(capacity: 1)
        let (holder, first, second) = (Caller(), Caller(), Caller())
        let seat = try await fixture.register(holder, id)
        for caller in [first, second] { _ = try await fixture.register(caller, id, more: ["waitlist": true]) }
        let registration = try #require(seat["id"]?.string.flatMap { RegistrationID($0) })
        let (bare, full) = try await fixture.parts.journal.update { unit in
            let locked = try #require(try await parts.books.lock(registration: registration, in: unit))
            #expect(locked.1.registration.person == holder.person)
            let people = [holder.person, PersonID.new()].map { PersonStanding.unknown($0) }
            return (
                try await parts.books.find(of: locked.0, in: unit),
                try await parts.books.find(
                    of: locked.0, people: people, freeing: 1, asking: registration, allotments: true, in: unit)
            )
        }
        #expect((bare.capacity, bare.seatsTaken, bare.waitlistLength) == (1, 1, 2))
        #expect(bare.startsAt == (try instant("2026-03-30T05:00:00Z")))
        #expect(bare.people.isEmpty && bare.waitlist.isEmpty && bare.attended.isEmpty)
        #expect(full.people == [holder.person])
        #expect(full.waitlist.map(\.person) == [first.person])
        #expect(full.waitlist.map(\.total) == [545_00])
        #expect(full.attended.isEmpty)
        #expect(full.allotments.isEmpty)
    }
}
