import DomainClock
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite struct OfferingRepositoryTests {
    private static let details = OfferingDetails(
        contact: Contact(name: "Carla Cole", email: "carla@springfield.example", phone: "217 555 0100"),
        equipment: ["projector"], notes: "Parking behind the building")

    /// A class of Basic as it is inserted, with every field different.
    private static func published(_ course: Course) throws -> Offering {
        var prices = PriceSchedule(
            PriceList(member: 111, nonMember: 222, earlyBird: .init(price: 99, until: day("2026-02-01"))))
        try prices.approve(
            PriceList(member: 333, nonMember: 444), from: day("2026-03-01"), on: day("2026-01-01"))
        return Offering(
            id: .new(), course: course.code, edition: try #require(course.editions.last).id, kind: .class,
            title: "Basic SRO in Springfield", agency: .new(), leadInstructor: .new(), startsOn: day("2026-03-30"),
            endsOn: day("2026-04-03"),
            venue: Venue(
                name: "Academy", address: "5 Elm Street", city: "Springfield", state: "IL", country: "US",
                timeZone: "America/Chicago"),
            capacity: 31, seatsTaken: 7, waitlistLength: 3, prices: prices, version: 2)
    }

    @Test func `an offering is found as it was inserted, and as it was saved`() async throws {
        let fixture = try await RegistrationFixture()
        let offerings = OfferingRepository(database: fixture.database)
        let courses = CourseRepository(database: fixture.database)
        let course = try #require(try await courses.find(.basicSRO))
        let journal = fixture.parts.journal
        let (published, other) = (try Self.published(course), try Self.published(course))
        var cancelled = other
        cancelled.kind = .conference
        cancelled.status = .cancelled
        try await expectStored(
            published, cancelled, ignoring: ["prices"],
            insert: { offering in
                try await journal.update { unit in
                    try offerings.insert(offering, Self.details, at: fixture.clock.now, in: unit)
                }
            },
            find: { try await offerings.find($0.id) })
        #expect(try await offerings.details(of: published.id, from: fixture.database) == Self.details)
        let saved = try await journal.update { unit in
            var locked = try #require(try await offerings.lock(published.id, in: unit))
            locked.title = "Another"
            locked.leadInstructor = nil
            locked.edition = try #require(course.editions.first).id
            locked.startsOn = day("2026-05-04")
            locked.endsOn = day("2026-05-08")
            locked.venue = Venue(
                name: "Hall", address: "1 Main Street", city: "Toronto", state: nil, country: "CA",
                timeZone: "America/Toronto")
            locked.capacity = 44
            locked.prices = PriceSchedule(PriceList(member: 5, nonMember: 6))
            try offerings.save(
                OfferingDetails(contact: Contact(name: "Dan", email: "dan@toronto.example")), of: locked.id, in: unit)
            return try offerings.save(locked, at: fixture.clock.now, in: unit)
        }
        #expect(saved.version == published.version + 1)
        #expect(try await offerings.find(published.id) == saved)
        #expect(try await offerings.details(of: published.id, from: fixture.database)?.contact.name == "Dan")
        let priced = try await journal.update { unit in
            var locked = try #require(try await offerings.lock(published.id, in: unit))
            locked.prices = published.prices
            return try offerings.savePrices(locked, in: unit)
        }
        #expect(priced.version == saved.version + 1)
        #expect(try await offerings.find(published.id) == priced)
        #expect(try await offerings.idsWithPriceChanges() == [published.id])
    }

    @Test func `several offerings are locked in the order of their ids, and are seen to be locked elsewhere`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let offerings = OfferingRepository(database: fixture.database)
        var ids: [OfferingID] = []
        for _ in 0..<3 { ids.append(try #require(OfferingID(try await fixture.offering()))) }
        try await fixture.parts.journal.update { [ids] (unit: UnitOfWork) async throws in
            let locked = try await unit.sql.read(offerings.locked([ids[1], ids[0]]))
            #expect(locked.map(\.id) == ids.prefix(2).sorted())
            #expect(try await offerings.lockedElsewhere(among: ids + ids) == Set(ids.prefix(2)))
        }
        #expect(try await offerings.lockedElsewhere(among: ids) == [])
    }
}
