import Primitives
import RegistrationDomain
import Testing

@Suite struct OfferingSeatsTests {
    @Test(arguments: [(0, 30), (29, 1), (30, 0), (31, 0)])
    func `C7: a published class shows the seats that remain, never fewer than none`(taken: Int, remaining: Int) {
        var offering = Sample.offering()
        #expect(offering.seatsTaken == 0 && offering.waitlistLength == 0 && offering.version == 1)
        offering.seatsTaken = taken
        #expect(offering.seatsRemaining == remaining)
        offering.status = .cancelled
        #expect(offering.seatsRemaining == 0)
    }

    @Test(arguments: [
        ("2026-04-06", "2026-04-06", 1), ("2026-04-06", "2026-04-10", 5), ("2026-04-06", "2026-04-05", 0),
    ])
    func `a class has every day from its first to its last`(from: String, to: String, count: Int) {
        #expect(Sample.offering(from: from, to: to).days.count == count)
    }

    @Test func `D3: an allotment is open while it has unused seats and its time has not come`() {
        let end = Instant(secondsSince1970: 1_000)
        for (used, seconds, isOpen) in [(0, 999, true), (1, 999, true), (2, 999, false), (1, 1_000, false)] {
            let allotment = SeatAllotment(id: .new(), agency: .new(), seats: 2, used: used, expiresAt: end)
            #expect(allotment.isOpen(at: Instant(secondsSince1970: seconds)) == isOpen)
        }
    }

    @Test func `a request takes a seat and does not join the waitlist unless it says so`() {
        let request = SeatRequest(
            registration: .new(), person: .new(), kind: .regular, rateCategory: .nonMember, total: 1)
        #expect(request.takesSeat && !request.waitlist)
        let registration = Registration(
            id: .new(), person: .new(), kind: .regular, status: .confirmed, rateCategory: .nonMember, total: 1)
        #expect(registration.takesSeat)
    }

    @Test(arguments: ["title", "aliases", "hours", "audienceNotice"])
    func `C5: courses are listed the same while nothing that the calendar shows differs`(field: String) {
        var other = Sample.course()
        other.prices = PriceSchedule(PriceList(member: 1, nonMember: 2))
        #expect(other.hasSameListing(as: Sample.course()))
        switch field {
        case "title": other.title = "Other"
        case "aliases": other.aliases = ["Other"]
        case "hours": other.hours = 41
        default: other.audienceNotice = "Other"
        }
        #expect(!other.hasSameListing(as: Sample.course()))
    }

    @Test func `D5: a cancellation without a price or a fee has no line for it`() {
        let free = Cancellation.byPerson(
            price: 0, startsOn: Sample.day("2026-04-06"), at: Sample.moment("2026-03-01"), under: Sample.policy)
        #expect(free.lines.isEmpty && Cancellation.byAssociation(invoiced: 0).lines.isEmpty)
        var policy = Sample.policy
        policy.cancellationFee = 0
        let withoutFee = Cancellation.byPerson(
            price: 1, startsOn: Sample.day("2026-04-06"), at: Sample.moment("2026-03-01"), under: policy)
        #expect(withoutFee.lines.map(\.amount) == [-1])
    }

    @Test func `E1: prices that replace those of a day are in force with no change left for it`() throws {
        let day = Sample.day("2026-04-10")
        var schedule = PriceSchedule(
            Sample.prices, changes: [DatedPrices(from: day, prices: PriceList(member: 1, nonMember: 2))])
        #expect(schedule.folded(on: day).changes.isEmpty)
        schedule.replace(with: PriceList(member: 3, nonMember: 4), on: day)
        #expect(schedule.changes.isEmpty && schedule.prices(on: day) == PriceList(member: 3, nonMember: 4))
    }
}
