import Primitives
import RegistrationDomain
import Testing

@Suite struct OfferingCancellationTests {
    @Test(
        arguments: [
            (OfferingStatus.published, false, nil), (.published, true, .completed), (.cancelled, true, .completed),
            (.cancelled, false, .cancelled),
        ] as [(OfferingStatus, Bool, OfferingRejection?)])
    func `D5, F1: a class is cancelled once, and not when it was held`(
        status: OfferingStatus, isCompleted: Bool, rejection: OfferingRejection?
    ) {
        var offering = Sample.offering()
        offering.status = status
        var thrown: OfferingRejection?
        do { try offering.cancel(OfferingRecords(isCompleted: isCompleted)) } catch { thrown = error }
        #expect(thrown == rejection)
        #expect(offering.status == (rejection == nil ? .cancelled : status))
    }

    private static func registration(_ status: RegistrationStatus) -> Registration {
        Registration(
            id: .new(), person: .new(), kind: .regular, status: status, rateCategory: .nonMember, total: 545_00,
            takesSeat: true)
    }

    /// Seats that were used and a class that is over do not keep a registration.
    @Test(arguments: ["2026-03-01", "2026-04-20"])
    func `D5: everybody in a cancelled class is released, and nobody gets an offer`(day: String) throws {
        let waiting = (0..<2).map { _ in Self.registration(.waitlisted) }
        let holding = [RegistrationStatus.confirmed, .pendingPayment, .offered].map(Self.registration)
        var book = Sample.book(capacity: 3, taken: 3)
        book.status = .cancelled
        book.waitlist = waiting
        book.waitlistLength = 2
        book.people = Set((holding + waiting).map(\.person))
        book.attended = [holding[0].id]
        let facts = try book.releaseAll(holding + waiting, at: Sample.moment(day), under: Sample.policy)
        #expect(facts.map(\.registration.id) == (holding + waiting).map(\.id))
        #expect(facts.allSatisfy { $0.action == .released && $0.cause == .offeringCancelled })
        #expect(facts.allSatisfy { $0.registration.status == .cancelled && $0.registration.confirmBy == nil })
        #expect(facts.map(\.seatsTaken) == [2, 1, 0, 0, 0])
        #expect(facts.map(\.waitlistLength) == [2, 2, 2, 1, 0])
        #expect(book.people == [])
    }

    @Test(arguments: [RegistrationStatus.cancelled, .lapsed])
    func `D5: a registration that is over is not released again`(status: RegistrationStatus) {
        var book = Sample.book(capacity: 3, taken: 1)
        book.status = .cancelled
        #expect(throws: SeatRejection.notInStatus(status)) {
            try book.releaseAll([Self.registration(status)], at: Sample.moment("2026-03-01"), under: Sample.policy)
        }
    }
}
