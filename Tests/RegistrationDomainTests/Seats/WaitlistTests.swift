import Primitives
import RegistrationDomain
import Testing

@Suite struct WaitlistTests {
    private func decide(_ book: inout SeatBook, _ command: SeatCommand, on day: String = "2026-03-01") throws
        -> [SeatFact]
    {
        try book.decide(command, at: Sample.moment(day), under: Sample.policy)
    }

    /// A full class of one seat with its holder.
    private func full() throws -> (book: SeatBook, holder: Registration) {
        var book = Sample.book(capacity: 1)
        let facts = try decide(&book, .register(Sample.request()))
        return (book, facts[0].registration)
    }

    private func wait(_ book: inout SeatBook, on day: String = "2026-03-01") throws -> Registration {
        try decide(&book, .register(Sample.request(waitlist: true)), on: day)[0].registration
    }

    @Test func `D7: the waitlist is joined only when the class is full`() throws {
        var book = Sample.book(capacity: 1)
        #expect(try decide(&book, .register(Sample.request(waitlist: true))).first?.action == .taken)
        let second = try decide(&book, .register(Sample.request(waitlist: true)))
        #expect(second.first?.action == .waitlisted)
        #expect(second.first?.waitlistLength == 1)
        #expect(book.seatsTaken == 1)
        #expect(throws: SeatRejection.offeringFull) { try decide(&book, .register(Sample.request())) }
    }

    @Test func `D7: a freed seat is offered to the first person on the waitlist in the same decision`() throws {
        var (book, holder) = try full()
        let waiting = try wait(&book)
        _ = try wait(&book)
        let facts = try decide(&book, .cancel(holder, .cancelledByPerson))
        #expect(facts.map(\.action) == [.released, .offered])
        #expect(facts.map(\.seatsTaken) == [0, 1])
        #expect(facts.map(\.waitlistLength) == [2, 1])
        #expect(facts[1].registration.id == waiting.id)
        #expect(facts[1].registration.confirmBy == Sample.moment("2026-03-01").instant.adding(seconds: 48 * 3600))
        #expect(book.seatsRemaining == 0)
        let accepted = try decide(&book, .accept(facts[1].registration))
        #expect(accepted[0].registration.status == .pendingPayment)
        #expect(accepted[0].registration.confirmBy == nil)
    }

    @Test(arguments: [
        ("2026-03-01", "2026-03-03T12:00:00Z"), ("2026-04-05", "2026-04-06T05:00:00Z"),
        ("2026-04-04", "2026-04-06T05:00:00Z"), ("2026-04-03", "2026-04-05T12:00:00Z"),
    ])
    func `D7: an offer is open for 48 hours, and never longer than until the class begins at its venue`(
        day: String, until: String
    ) throws {
        var (book, holder) = try full()
        book.startsAt = Instant("2026-04-06T05:00:00Z")
        _ = try wait(&book, on: day)
        let facts = try decide(&book, .cancel(holder, .cancelledByPerson), on: day)
        #expect(facts.last?.registration.confirmBy == Instant(until))
    }

    @Test func `D7: an offer that is not accepted in time goes to the next person`() throws {
        var (book, holder) = try full()
        _ = try wait(&book)
        let third = try wait(&book)
        let offered = try decide(&book, .cancel(holder, .cancelledByPerson))[1].registration
        #expect(throws: SeatRejection.notInStatus(.offered)) { try decide(&book, .lapse(offered), on: "2026-03-03") }
        var accepting = book
        #expect(try decide(&accepting, .accept(offered), on: "2026-03-03").count == 1)
        #expect(throws: SeatRejection.offerLapsed) { try decide(&book, .accept(offered), on: "2026-03-04") }
        let facts = try decide(&book, .lapse(offered), on: "2026-03-04")
        #expect(facts.map(\.action) == [.released, .offered])
        #expect(facts[0].registration.status == .lapsed)
        #expect(facts[1].registration.id == third.id)
    }

    @Test func `D7: no offer is made or accepted once the class has begun`() throws {
        var (book, holder) = try full()
        _ = try wait(&book)
        #expect(try decide(&book, .cancel(holder, .cancelledByPerson), on: "2026-04-06").map(\.action) == [.released])
        var offered = holder
        offered.status = .offered
        offered.confirmBy = Instant("2026-05-01T00:00:00Z")
        #expect(throws: SeatRejection.offeringStarted) { try decide(&book, .accept(offered), on: "2026-04-06") }
    }

    @Test func `D7: a person who waits or has an offer may cancel even after the class`() throws {
        var (book, holder) = try full()
        let waiting = try wait(&book)
        #expect(try decide(&book, .cancel(waiting, .cancelledByPerson), on: "2026-04-11").map(\.seatsTaken) == [1])
        #expect(book.waitlistLength == 0)
        holder.status = .offered
        #expect(try decide(&book, .cancel(holder, .cancelledByPerson), on: "2026-04-11").map(\.seatsTaken) == [0])
    }

    @Test func `D7: a registration that waits lapses when the class is over`() throws {
        var (book, _) = try full()
        let waiting = try wait(&book)
        #expect(throws: SeatRejection.notInStatus(.waitlisted)) { try decide(&book, .lapse(waiting), on: "2026-04-10") }
        let facts = try decide(&book, .lapse(waiting), on: "2026-04-11")
        #expect(facts.map(\.cause) == [.offeringOver])
        #expect(facts[0].registration.status == .lapsed)
        #expect(book.waitlistLength == 0)
    }
}
