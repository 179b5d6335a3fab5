import Primitives
import RegistrationDomain
import Testing

@Suite struct SeatBookTests {
    private func decide(
        _ book: inout SeatBook, _ command: SeatCommand, on day: String = "2026-03-01"
    ) throws(SeatRejection) -> [SeatFact] {
        try book.decide(command, at: Sample.moment(day), under: Sample.policy)
    }

    private func register(_ book: inout SeatBook, _ request: SeatRequest = Sample.request()) throws -> Registration {
        let facts = try decide(&book, .register(request))
        return try #require(facts.first).registration
    }

    @Test func `D1: the last seat is sold once to 100 requests, and the others are refused`() {
        var book = Sample.book(capacity: 30, taken: 29)
        var refused = 0
        for _ in 0..<100 {
            do throws(SeatRejection) {
                _ = try decide(&book, .register(Sample.request()))
            } catch {
                #expect(error == .offeringFull)
                refused += 1
            }
        }
        #expect(refused == 99)
        #expect(book.seatsTaken == 30)
    }

    @Test func `D1: every fact has the seats after it`() throws {
        var book = Sample.book(capacity: 3)
        for expected in 1...3 {
            let facts = try decide(&book, .register(Sample.request()))
            #expect(facts.map(\.seatsTaken) == [expected])
            #expect(facts.first?.registration.status == .pendingPayment)
        }
    }

    @Test func `E8: a seat that costs nothing is confirmed at once, another one when it is paid`() throws {
        var book = Sample.book(capacity: 2)
        let free = try register(&book, Sample.request(total: .zero))
        #expect(free.status == .confirmed)
        #expect(try decide(&book, .confirmPayment(free)) == [])
        let facts = try decide(&book, .confirmPayment(try register(&book)))
        #expect(facts.map(\.registration.status) == [.confirmed])
        #expect(facts.map(\.cause) == [.paid])
    }

    @Test func `D6: a person has one active registration for a class`() throws {
        var book = Sample.book(capacity: 5)
        let person = PersonID.new()
        let registration = try register(&book, Sample.request(person))
        #expect(throws: SeatRejection.alreadyRegistered) { try decide(&book, .register(Sample.request(person))) }
        #expect(book.seatsTaken == 1)
        _ = try decide(&book, .cancel(registration, .cancelledByPerson))
        _ = try register(&book, Sample.request(person))
    }

    @Test(arguments: [SeatCause.cancelledByPerson, .cancelledByStaff, .unassigned, .offeringCancelled])
    func `D5, F1: a seat that was used is neither released nor transferred unless the class is cancelled`(
        cause: SeatCause
    ) throws {
        var book = Sample.book(capacity: 1)
        let registration = try register(&book)
        book.attended = [registration.id]
        #expect(throws: SeatRejection.attended) { try decide(&book, .transfer(registration, to: .new())) }
        if cause == .offeringCancelled {
            #expect(try decide(&book, .cancel(registration, cause), on: "2026-04-11").count == 1)
        } else {
            #expect(throws: SeatRejection.attended) { try decide(&book, .cancel(registration, cause)) }
        }
    }

    @Test func `D5: a seat may be released up to the last day of the class`() throws {
        var book = Sample.book(capacity: 1)
        let registration = try register(&book)
        #expect(throws: SeatRejection.offeringOver) {
            try decide(&book, .cancel(registration, .cancelledByPerson), on: "2026-04-11")
        }
        #expect(try decide(&book, .cancel(registration, .cancelledByPerson), on: "2026-04-10").count == 1)
    }

    @Test func `D4: a transfer before the start moves the seat and never frees it`() throws {
        var book = Sample.book(capacity: 1)
        let (person, target) = (PersonID.new(), PersonID.new())
        let registration = try register(&book, Sample.request(person))
        let facts = try decide(&book, .transfer(registration, to: target), on: "2026-04-05")
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
        // The previous holder may register again.
        book.capacity = 2
        #expect(try register(&book, Sample.request(person)).person == person)
    }

    @Test func `D4, D5: of a cancellation and a transfer at once, the second one is refused`() throws {
        var book = Sample.book(capacity: 1)
        let registration = try register(&book)
        let cancelled = try decide(&book, .cancel(registration, .cancelledByPerson))[0].registration
        #expect(throws: SeatRejection.notInStatus(.cancelled)) { try decide(&book, .transfer(cancelled, to: .new())) }
        #expect(throws: SeatRejection.notInStatus(.cancelled)) {
            try decide(&book, .cancel(cancelled, .cancelledByPerson))
        }
        #expect(book.seatsTaken == 0)
    }

    @Test func `D1, D7: a capacity is at least the seats taken, and a higher one serves the waitlist`() throws {
        var book = Sample.book(capacity: 2)
        _ = try register(&book)
        _ = try register(&book)
        _ = try register(&book, Sample.request(waitlist: true))
        #expect(throws: SeatRejection.capacityBelowTaken(taken: 2)) { try decide(&book, .resize(capacity: 1)) }
        #expect(try decide(&book, .resize(capacity: 2)) == [])
        let facts = try decide(&book, .resize(capacity: 3))
        #expect(facts.map(\.action) == [.offered])
        #expect(facts[0].capacity == 3)
    }

    @Test func `D6: a cancelled class accepts no registration, another one accepts them up to its last day`() throws {
        var book = Sample.book(capacity: 2)
        _ = try decide(&book, .register(Sample.request()), on: "2026-04-10")
        #expect(throws: SeatRejection.offeringOver) {
            try decide(&book, .register(Sample.request()), on: "2026-04-11")
        }
        book.status = .cancelled
        #expect(throws: SeatRejection.offeringCancelled) {
            try decide(&book, .register(Sample.request()), on: "2026-04-11")
        }
    }

    @Test func `E6: an audit that takes no seat fits into a full class, and its cancellation frees none`() throws {
        var book = Sample.book(capacity: 1, taken: 1)
        let facts = try decide(&book, .register(Sample.request(total: .zero, kind: .audit, takesSeat: false)))
        #expect(facts[0].action == .taken)
        #expect(facts[0].seatsTaken == 1)
        _ = try decide(&book, .cancel(facts[0].registration, .cancelledByStaff))
        #expect(book.seatsTaken == 1)
    }

    @Test(arguments: 1...20)
    func `D1: after any sequence of commands the seats equal a recount and never exceed the capacity`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var book = Sample.book(capacity: 8)
        var active: [RegistrationID: Registration] = [:]
        for step in 0..<400 {
            let any = active.values.sorted { $0.id < $1.id }.randomElement(using: &random)
            let command: SeatCommand
            switch (Int.random(in: 0..<10, using: &random), any) {
            case (0..<5, _), (_, nil): command = .register(Sample.request(waitlist: step % 2 == 0))
            case (5..<7, let some?): command = .cancel(some, .cancelledByPerson)
            case (7, let some?): command = .transfer(some, to: .new())
            case (8, let some?): command = .accept(some)
            case (_, _?): command = .resize(capacity: Int.random(in: 4...12, using: &random))
            }
            for fact in (try? decide(&book, command)) ?? [] {
                active[fact.registration.id] = fact.registration.status.isActive ? fact.registration : nil
                #expect(fact.seatsTaken <= fact.capacity)
            }
            #expect(book.seatsTaken == active.values.filter(\.status.holdsSeat).count)
            #expect(book.waitlistLength == active.values.filter { $0.status == .waitlisted }.count)
            #expect(book.waitlistLength == 0 || book.seatsRemaining == 0)
        }
    }
}
