import Primitives
import RegistrationDomain
import Testing

@Suite("Seats")
struct SeatBookTests {
    let march = Sample.moment("2026-03-01")
    let policy = Sample.policy

    func decide(_ book: inout SeatBook, _ command: SeatCommand, on day: String = "2026-03-01") throws -> [SeatFact] {
        try book.decide(command, at: Sample.moment(day), under: policy)
    }

    @Test("D1: 100 requests for the last seat in one group sell it once, and the rest are refused")
    func lastSeat() {
        var book = Sample.book(capacity: 30, taken: 29)
        let results = book.decide(
            group: (0..<100).map { _ in .register(Sample.request()) }, at: march, under: policy)
        #expect(results.filter { (try? $0.get()) != nil }.count == 1)
        #expect(results.filter { $0 == .failure(.offeringFull) }.count == 99)
        #expect(book.seatsTaken == 30)
    }

    @Test("D1: every fact carries the seats as they stand after it")
    func seatsAfterFact() throws {
        var book = Sample.book(capacity: 3)
        for expected in 1...3 {
            let facts = try decide(&book, .register(Sample.request()))
            #expect(facts.map(\.seatsTaken) == [expected])
            #expect(facts.first?.registration.status == .pendingPayment)
        }
    }

    @Test("E8: a seat that costs nothing is confirmed at once")
    func freeSeat() throws {
        var book = Sample.book(capacity: 1)
        let facts = try decide(&book, .register(Sample.request(total: .zero)))
        #expect(facts.first?.registration.status == .confirmed)
    }

    @Test("D6: one active registration per person and offering, within a group too")
    func onlyOnce() {
        var book = Sample.book(capacity: 5)
        let person = PersonID.new()
        let results = book.decide(
            group: [.register(Sample.request(person)), .register(Sample.request(person))], at: march, under: policy)
        #expect(results[1] == .failure(.alreadyRegistered))
        #expect(book.seatsTaken == 1)
    }

    @Test(
        "D7: an offer is open for 48 hours, and never longer than until the class begins at its venue",
        arguments: [
            ("2026-03-01", "2026-03-03T12:00:00Z"), ("2026-04-05", "2026-04-06T05:00:00Z"),
            ("2026-04-04", "2026-04-06T05:00:00Z"), ("2026-04-03", "2026-04-05T12:00:00Z"),
        ])
    func offerEnds(day: String, until: String) throws {
        var book = Sample.book(capacity: 1)
        book.startsAt = Instant("2026-04-06T05:00:00Z")
        let first = try decide(&book, .register(Sample.request()), on: day)[0].registration
        _ = try decide(&book, .register(Sample.request(waitlist: true)), on: day)
        let facts = try decide(&book, .cancel(first, .cancelledByPerson), on: day)
        #expect(facts.last?.registration.confirmBy == Instant(until))
    }

    @Test("D7: nothing is accepted once the class has begun; who waits or has an offer may leave even when it is over")
    func offerAfterStart() throws {
        var offered = Registration(
            id: .new(), person: .new(), kind: .regular, status: .offered, rateCategory: .member, total: 1_00)
        offered.confirmBy = Instant("2026-05-01T00:00:00Z")
        var book = Sample.book(capacity: 1, taken: 1)
        #expect(throws: SeatRejection.offeringStarted) { try decide(&book, .accept(offered), on: "2026-04-06") }
        #expect(try decide(&book, .cancel(offered, .cancelledByPerson), on: "2026-04-11").map(\.seatsTaken) == [0])
        var waiting = offered
        waiting.status = .waitlisted
        book = Sample.book(capacity: 1, taken: 1)
        book.waitlist = [waiting]
        book.waitlistLength = 1
        #expect(throws: SeatRejection.notInStatus(.waitlisted)) { try decide(&book, .lapse(waiting), on: "2026-04-10") }
        var ended = book
        let facts = try decide(&ended, .lapse(waiting), on: "2026-04-11")
        #expect(facts.map(\.cause) == [.offeringOver])
        #expect(facts[0].registration.status == .lapsed)
        #expect(ended.waitlistLength == 0)
        #expect(try decide(&book, .cancel(waiting, .cancelledByPerson), on: "2026-04-11").count == 1)
    }

    @Test(
        "D5, F1: a seat that was used is neither given back nor away, unless the class is called off",
        arguments: [SeatCause.cancelledByPerson, .cancelledByStaff, .unassigned, .offeringCancelled])
    func usedSeat(cause: SeatCause) throws {
        var book = Sample.book(capacity: 1)
        let registration = try decide(&book, .register(Sample.request()))[0].registration
        book.attended = [registration.id]
        #expect(throws: SeatRejection.attended) { try decide(&book, .transfer(registration, to: .new())) }
        if cause == .offeringCancelled {
            #expect(try decide(&book, .cancel(registration, cause)).count == 1)
        } else {
            #expect(throws: SeatRejection.attended) { try decide(&book, .cancel(registration, cause)) }
        }
    }

    @Test("D7: the waitlist is joined only when the class is full, and in order")
    func waitlist() throws {
        var book = Sample.book(capacity: 1)
        #expect(try decide(&book, .register(Sample.request(waitlist: true))).first?.action == .taken)
        let second = try decide(&book, .register(Sample.request(waitlist: true)))
        #expect(second.first?.action == .waitlisted)
        #expect(second.first?.waitlistLength == 1)
        #expect(book.seatsTaken == 1)
        #expect(throws: SeatRejection.offeringFull) { try decide(&book, .register(Sample.request())) }
    }

    @Test("D7: a freed seat goes to the waitlist's head in the same decision, with 48 hours to confirm")
    func promotion() throws {
        var book = Sample.book(capacity: 1)
        let first = try decide(&book, .register(Sample.request()))[0].registration
        let waiting = try decide(&book, .register(Sample.request(waitlist: true)))[0].registration
        let facts = try decide(&book, .cancel(first, .cancelledByPerson))
        #expect(facts.map(\.action) == [.released, .offered])
        #expect(facts.map(\.seatsTaken) == [0, 1])
        #expect(facts[1].registration.id == waiting.id)
        #expect(facts[1].registration.confirmBy == march.instant.adding(seconds: 48 * 3600))
        #expect(book.seatsRemaining == 0)
        let accepted = try decide(&book, .accept(facts[1].registration))
        #expect(accepted[0].registration.status == .pendingPayment)
    }

    @Test("D7: an offer that is not taken in time passes to the next")
    func lapse() throws {
        var book = Sample.book(capacity: 1)
        let first = try decide(&book, .register(Sample.request()))[0].registration
        _ = try decide(&book, .register(Sample.request(waitlist: true)))
        let third = try decide(&book, .register(Sample.request(waitlist: true)))[0].registration
        let offered = try decide(&book, .cancel(first, .cancelledByPerson))[1].registration
        #expect(throws: SeatRejection.notInStatus(.offered)) { try decide(&book, .lapse(offered)) }
        #expect(throws: SeatRejection.offerLapsed) { try decide(&book, .accept(offered), on: "2026-03-04") }
        let facts = try decide(&book, .lapse(offered), on: "2026-03-04")
        #expect(facts.map(\.action) == [.released, .offered])
        #expect(facts[0].registration.status == .lapsed)
        #expect(facts[1].registration.id == third.id)
    }

    @Test("D7: nobody is promoted into a class that has begun")
    func noPromotionAfterStart() throws {
        var book = Sample.book(capacity: 1)
        let first = try decide(&book, .register(Sample.request()))[0].registration
        _ = try decide(&book, .register(Sample.request(waitlist: true)))
        #expect(try decide(&book, .cancel(first, .cancelledByPerson), on: "2026-04-06").map(\.action) == [.released])
    }

    @Test("Leaving the waitlist frees no seat")
    func leaveWaitlist() throws {
        var book = Sample.book(capacity: 1)
        _ = try decide(&book, .register(Sample.request()))
        let waiting = try decide(&book, .register(Sample.request(waitlist: true)))[0].registration
        let facts = try decide(&book, .cancel(waiting, .cancelledByPerson))
        #expect(facts.map(\.seatsTaken) == [1])
        #expect(book.waitlistLength == 0)
    }

    @Test("D4: a transfer before the start moves the seat and never frees it")
    func transfer() throws {
        var book = Sample.book(capacity: 1)
        let person = PersonID.new()
        let registration = try decide(&book, .register(Sample.request(person)))[0].registration
        let target = PersonID.new()
        let facts = try decide(&book, .transfer(registration, to: target))
        #expect(facts.map(\.action) == [.transferred])
        #expect(facts[0].person == person)
        #expect(facts[0].toPerson == target)
        #expect(facts[0].seatsTaken == 1)
        #expect(throws: SeatRejection.alreadyRegistered) {
            try decide(&book, .transfer(facts[0].registration, to: target))
        }
        #expect(throws: SeatRejection.offeringStarted) {
            try decide(&book, .transfer(facts[0].registration, to: .new()), on: "2026-04-06")
        }
    }

    @Test("Cancel and transfer at once: whichever comes second is refused")
    func cancelThenTransfer() throws {
        var book = Sample.book(capacity: 1)
        let registration = try decide(&book, .register(Sample.request()))[0].registration
        let cancelled = try decide(&book, .cancel(registration, .cancelledByPerson))[0].registration
        #expect(throws: SeatRejection.notInStatus(.cancelled)) {
            try decide(&book, .transfer(cancelled, to: .new()))
        }
        #expect(throws: SeatRejection.notInStatus(.cancelled)) {
            try decide(&book, .cancel(cancelled, .cancelledByPerson))
        }
        #expect(book.seatsTaken == 0)
    }

    @Test("D3: a coordinator draws from the agency's allotment first; others see those seats as taken")
    func allotments() throws {
        var book = Sample.book(capacity: 3)
        let agency = AgencyID.new()
        try book.allot(
            SeatAllotment(id: .new(), agency: agency, seats: 2, expiresAt: march.instant.adding(seconds: 86_400)),
            at: march)
        #expect(book.seatsRemaining == 1)
        _ = try decide(&book, .register(Sample.request()))
        #expect(throws: SeatRejection.offeringFull) { try decide(&book, .register(Sample.request())) }
        let drawn = try decide(&book, .register(Sample.request(agency: agency)))
        #expect(drawn[0].seatsTaken == 3)
        #expect(drawn[0].allotment == book.allotments[0].id)
        #expect(throws: SeatRejection.notEnoughSeats(remaining: 0)) {
            try book.allot(SeatAllotment(id: .new(), agency: agency, seats: 1, expiresAt: march.instant), at: march)
        }
    }

    @Test("D3: what an ended allotment did not use goes to the waitlist first")
    func allotmentEnds() throws {
        var book = Sample.book(capacity: 2)
        let allotment = SeatAllotment(
            id: .new(), agency: .new(), seats: 2, expiresAt: march.instant.adding(seconds: 3600))
        try book.allot(allotment, at: march)
        let waiting = try decide(&book, .register(Sample.request(waitlist: true)))[0].registration
        let result = book.endAllotment(allotment.id, at: march, under: policy)
        let ended = try #require(result)
        #expect(ended.seatsTaken == 0)
        #expect(ended.promoted.map(\.registration.id) == [waiting.id])
        #expect(book.seatsRemaining == 1)
    }

    @Test("Capacity is never set below the seats taken; raising it promotes from the waitlist")
    func resize() throws {
        var book = Sample.book(capacity: 2)
        _ = try decide(&book, .register(Sample.request()))
        _ = try decide(&book, .register(Sample.request()))
        _ = try decide(&book, .register(Sample.request(waitlist: true)))
        #expect(throws: SeatRejection.capacityBelowTaken(taken: 2)) { try decide(&book, .resize(capacity: 1)) }
        let facts = try decide(&book, .resize(capacity: 3))
        #expect(facts.map(\.action) == [.offered])
        #expect(facts[0].capacity == 3)
    }

    @Test("A cancelled or finished class takes nobody")
    func closed() {
        var book = Sample.book(capacity: 2)
        #expect(throws: SeatRejection.offeringOver) {
            try decide(&book, .register(Sample.request()), on: "2026-04-11")
        }
        book.status = .cancelled
        #expect(throws: SeatRejection.offeringCancelled) { try decide(&book, .register(Sample.request())) }
    }

    @Test("E6: whether an audit takes a seat is a policy; without one it fits into a full class")
    func auditSeat() throws {
        var book = Sample.book(capacity: 1, taken: 1)
        let facts = try decide(&book, .register(Sample.request(total: .zero, kind: .audit, takesSeat: false)))
        #expect(facts[0].action == .taken)
        #expect(facts[0].seatsTaken == 1)
        _ = try decide(&book, .cancel(facts[0].registration, .cancelledByStaff))
        #expect(book.seatsTaken == 1)
    }

    @Test("D1: a random storm keeps the book equal to a recount and never above capacity", arguments: 1...20)
    func storm(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var book = Sample.book(capacity: 8)
        var held: [RegistrationID: Registration] = [:]
        for step in 0..<400 {
            let any = held.values.sorted { $0.id < $1.id }.randomElement(using: &random)
            let command: SeatCommand
            switch (Int.random(in: 0..<10, using: &random), any) {
            case (0..<5, _), (_, nil): command = .register(Sample.request(waitlist: step % 2 == 0))
            case (5..<7, let some?): command = .cancel(some, .cancelledByPerson)
            case (7, let some?): command = .transfer(some, to: .new())
            case (8, let some?): command = .accept(some)
            case (_, _?): command = .resize(capacity: Int.random(in: 4...12, using: &random))
            }
            let facts = (try? book.decide(command, at: march, under: policy)) ?? []
            for fact in facts {
                held[fact.registration.id] = fact.registration.status.isActive ? fact.registration : nil
                #expect(fact.seatsTaken <= fact.capacity)
            }
            #expect(book.seatsTaken == held.values.filter(\.status.holdsSeat).count)
            #expect(book.waitlistLength == held.values.filter { $0.status == .waitlisted }.count)
            #expect(book.waitlistLength == 0 || book.seatsRemaining == 0)
        }
    }
}

/// SplitMix64: repeatable randomness for storms.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
