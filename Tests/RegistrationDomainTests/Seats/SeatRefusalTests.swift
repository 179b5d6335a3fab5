import Primitives
import RegistrationDomain
import Testing

@Suite struct SeatRefusalTests {
    private static let moment = Sample.moment("2026-03-02")

    private static func registration(_ status: RegistrationStatus, confirmBy: Instant? = nil) -> Registration {
        Registration(
            id: .new(), person: .new(), kind: .regular, status: status, rateCategory: .nonMember, total: 545_00,
            confirmBy: confirmBy)
    }

    private static func refusal(
        _ command: SeatCommand, status: OfferingStatus = .published, at moment: RegistrationMoment = Self.moment
    ) -> SeatRejection? {
        var book = Sample.book(capacity: 5, taken: 1)
        book.status = status
        do throws(SeatRejection) {
            _ = try book.decide(command, at: moment, under: Sample.policy)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [RegistrationStatus.pendingPayment, .confirmed, .waitlisted, .cancelled, .lapsed])
    func `D7: only an offered seat is accepted`(status: RegistrationStatus) {
        let registration = Self.registration(status, confirmBy: Self.moment.instant.adding(seconds: 60))
        #expect(Self.refusal(.accept(registration)) == .notInStatus(status))
    }

    @Test(arguments: [RegistrationStatus.pendingPayment, .confirmed, .cancelled, .lapsed])
    func `D7: neither a seat that is held nor one that was released lapses`(status: RegistrationStatus) {
        #expect(
            Self.refusal(.lapse(Self.registration(status)), at: Sample.moment("2026-05-01")) == .notInStatus(status))
    }

    @Test func `D7: an offer without an end does not lapse`() {
        #expect(
            Self.refusal(.lapse(Self.registration(.offered)), at: Sample.moment("2026-05-01"))
                == .notInStatus(.offered))
    }

    @Test func `D4: a seat of a cancelled class is not transferred`() {
        #expect(
            Self.refusal(.transfer(Self.registration(.confirmed), to: .new()), status: .cancelled)
                == .offeringCancelled)
    }

    @Test(arguments: [(2, 1, 1, true), (2, 2, 1, false), (2, 1, 0, false), (2, 3, 1, false)])
    func `D3: an allotment is open while it has a seat and its time is not over`(
        seats: Int, used: Int, secondsLeft: Int, isOpen: Bool
    ) {
        let allotment = SeatAllotment(
            id: .new(), agency: .new(), seats: seats, used: used,
            expiresAt: Self.moment.instant.adding(seconds: secondsLeft))
        #expect(allotment.isOpen(at: Self.moment.instant) == isOpen)
        #expect(SeatAllotment(id: .new(), agency: .new(), seats: 3, expiresAt: Self.moment.instant).unused == 3)
    }

    @Test func `D1: a request takes a seat and does not wait, unless it states so`() {
        let request = SeatRequest(
            registration: .new(), person: .new(), kind: .regular, rateCategory: .nonMember, total: 545_00)
        #expect(request.takesSeat && !request.waitlist)
        #expect(
            SeatBook(startsOn: Sample.day("2026-04-06"), endsOn: Sample.day("2026-04-10"), capacity: 5).seatsTaken == 0)
        #expect(Self.registration(.confirmed).takesSeat)
    }
}
