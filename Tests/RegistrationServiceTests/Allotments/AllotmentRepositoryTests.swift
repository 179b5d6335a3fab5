import DomainClock
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite struct AllotmentRepositoryTests {
    private static func ended(_ offering: OfferingID) -> AllotmentRecord {
        AllotmentRecord(
            allotment: SeatAllotment(
                id: .new(), agency: .new(), seats: 5, used: 2, expiresAt: Instant(secondsSince1970: 1_800_000_000)),
            offering: offering, reason: "Asked by phone", madeBy: .new(),
            madeAt: Instant(secondsSince1970: 1_700_000_000), endedAt: Instant(secondsSince1970: 1_700_000_700),
            endedBy: .new(), endReason: "Not needed", version: 3)
    }

    @Test func `an allotment is found as it was inserted, drawn from and ended`() async throws {
        let fixture = try await RegistrationFixture()
        let offering = try #require(OfferingID(try await fixture.offering()))
        let allotments = SeatParts(fixture.parts).allotments
        var open = Self.ended(offering)
        open.allotment.id = .new()
        open.allotment.seats = 4
        (open.endedAt, open.endedBy, open.endReason) = (nil, nil, nil)
        try await expectStored(
            Self.ended(offering), open, ignoring: ["registrations"],
            insert: { record in
                try await fixture.parts.journal.update { unit in allotments.insert(record, in: unit) }
            },
            find: { try await allotments.find($0.allotment.id) })
        #expect(try await fixture.database.read(allotments.open(in: [offering])).map(\.allotment) == [open.allotment])
        let staff = PersonID.new()
        try await fixture.parts.journal.update { [open] unit in
            allotments.draw([open.allotment.id, open.allotment.id], in: unit)
            allotments.end(open.allotment.id, by: staff, reason: "Over", at: fixture.clock.now, in: unit)
        }
        open.allotment.used += 2
        (open.endedAt, open.endedBy, open.endReason) = (fixture.clock.now, staff, "Over")
        open.version += 2
        #expect(try await allotments.find(open.allotment.id) == open)
        #expect(try await fixture.database.read(allotments.open(in: [offering])).isEmpty)
    }
}
