import DomainClock
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite struct RegistrationRepositoryTests {
    private static func quote(_ rate: RateCategory, _ total: Money) -> PriceQuote {
        PriceQuote(
            rateCategory: rate,
            lines: [PriceLine(code: .memberRate, description: "Basic SRO", amount: total, reason: "a test")],
            rulePack: "registration-1", referenceDay: Day(daysSince1970: 20_100),
            prices: PriceList(member: 495_00, nonMember: 545_00))
    }

    private static func offered(_ offering: OfferingID, _ allotment: AllotmentID) -> RegistrationRecord {
        RegistrationRecord(
            registration: Registration(
                id: .new(), person: .new(), kind: .audit, status: .offered, rateCategory: .member, total: 495_00,
                takesSeat: true, confirmBy: Instant(secondsSince1970: 1_800_000_000)),
            offering: offering, quote: quote(.member, 495_00), invoice: .new(), allotment: allotment,
            waitlistNumber: 7, purchaseOrder: "PO 17", registeredBy: .new(),
            registeredAt: Instant(secondsSince1970: 1_700_000_000), registeredOn: Day(daysSince1970: 20_001),
            refund: 12_00, version: 4)
    }

    private static func waiting(_ offering: OfferingID) -> RegistrationRecord {
        RegistrationRecord(
            registration: Registration(
                id: .new(), person: .new(), kind: .regular, status: .waitlisted, rateCategory: .nonMember,
                total: 545_00, takesSeat: false),
            offering: offering, quote: quote(.nonMember, 545_00), waitlistNumber: 9, registeredBy: .new(),
            registeredAt: Instant(secondsSince1970: 1_700_000_500), registeredOn: Day(daysSince1970: 20_002),
            refund: 34_00, version: 6)
    }

    @Test func `a registration is found as it was inserted, and as its quote and refund were saved`() async throws {
        let fixture = try await RegistrationFixture()
        let offering = try #require(OfferingID(try await fixture.offering()))
        let parts = SeatParts(fixture.parts)
        let registrations = parts.registrations
        let allotment = AllotmentRecord(
            allotment: SeatAllotment(id: .new(), agency: .new(), seats: 2, expiresAt: fixture.clock.now),
            offering: offering, reason: "A test", madeBy: .new(), madeAt: fixture.clock.now)
        try await fixture.parts.journal.update { unit in parts.allotments.insert(allotment, in: unit) }
        let offered = Self.offered(offering, allotment.allotment.id)
        try await expectStored(
            offered, Self.waiting(offering), ignoring: ["quote"],
            insert: { record in
                try await fixture.parts.journal.update { unit in
                    try registrations.insert([NewRegistration(record: record)], in: unit)
                    // These columns are written by later steps alone.
                    unit.sql.enqueue(
                        """
                        UPDATE registration SET confirm_by = \(record.registration.confirmBy),
                            waitlist_number = \(record.waitlistNumber), refund = \(record.refund),
                            version = \(record.version)
                        WHERE id = \(record.registration.id)
                        """)
                }
            },
            find: { try await registrations.find($0.registration.id) })
        let saved = try await fixture.parts.journal.update { unit in
            var record = offered
            record.registration.kind = .scholarship
            record.registration.total = 1_00
            record.quote = Self.quote(.scholarship, 1_00)
            record = try registrations.saveQuote(record, in: unit)
            record = registrations.addRefund(5_00, to: record, in: unit)
            return registrations.saveInvoice(.new(), of: record, in: unit)
        }
        #expect(saved.version == offered.version + 2)
        #expect(saved.refund == 17_00)
        #expect(try await registrations.find(saved.registration.id) == saved)
    }
}
