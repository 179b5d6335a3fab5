import Primitives
import RegistrationDomain
import Testing

@Suite struct SeatAllotmentTests {
    private let march = Sample.moment("2026-03-01")
    private let agency = AgencyID.new()

    private func decide(_ book: inout SeatBook, _ command: SeatCommand, on day: String = "2026-03-01") throws
        -> [SeatFact]
    {
        try book.decide(command, at: Sample.moment(day), under: Sample.policy)
    }

    private func allotment(_ seats: Int, seconds: Int = 3600) -> SeatAllotment {
        SeatAllotment(
            id: .new(), agency: agency, seats: seats, expiresAt: march.instant.adding(seconds: seconds))
    }

    @Test func `D3: a coordinator uses the agency's allotment first, and its seats count as taken for others`() throws {
        var book = Sample.book(capacity: 3)
        try book.allot(allotment(2), at: march)
        #expect(book.seatsRemaining == 1)
        _ = try decide(&book, .register(Sample.request()))
        #expect(throws: SeatRejection.offeringFull) { try decide(&book, .register(Sample.request())) }
        #expect(throws: SeatRejection.offeringFull) { try decide(&book, .register(Sample.request(agency: .new()))) }
        let drawn = try decide(&book, .register(Sample.request(agency: agency)))
        #expect(drawn[0].seatsTaken == 3)
        #expect(drawn[0].allotment == book.allotments[0].id)
        #expect(book.allotments[0].unused == 1)
    }

    @Test func `D3: an allotment has at most the free seats of a published class that is not over`() throws {
        var book = Sample.book(capacity: 3, taken: 2)
        func allotment(_ seats: Int) -> SeatAllotment { self.allotment(seats, seconds: 60 * 86_400) }
        #expect(throws: SeatRejection.notEnoughSeats(remaining: 1)) { try book.allot(allotment(2), at: march) }
        #expect(throws: SeatRejection.offeringOver) { try book.allot(allotment(2), at: Sample.moment("2026-04-11")) }
        var cancelled = book
        cancelled.status = .cancelled
        #expect(throws: SeatRejection.offeringCancelled) {
            try cancelled.allot(allotment(2), at: Sample.moment("2026-04-11"))
        }
        try book.allot(allotment(1), at: Sample.moment("2026-04-10"))
        #expect(book.seatsTaken == 3)
    }

    @Test(arguments: [
        (0, false), (1, true), (366 * 86_400 - 1, true), (366 * 86_400, false),
    ])
    func `D3: an allotment expires after it was made, and within a year`(seconds: Int, isAllowed: Bool) throws {
        var book = Sample.book(capacity: 2)
        book.status = isAllowed ? .published : .cancelled
        guard isAllowed else {
            #expect(throws: SeatRejection.expiryOutOfRange) {
                try book.allot(allotment(1, seconds: seconds), at: march)
            }
            return
        }
        try book.allot(allotment(1, seconds: seconds), at: march)
    }

    @Test func `D3, D7: the unused seats of an ended allotment are offered to the waitlist first`() throws {
        var book = Sample.book(capacity: 2)
        let allotment = allotment(2)
        try book.allot(allotment, at: march)
        let waiting = try decide(&book, .register(Sample.request(waitlist: true)))[0].registration
        let ended = try book.endAllotment(allotment.id, at: march, under: Sample.policy)
        #expect(ended.ended == allotment)
        #expect(ended.seatsTaken == 0)
        #expect(ended.promoted.map(\.registration.id) == [waiting.id])
        #expect(book.seatsRemaining == 1)
    }

    @Test func `D3: an expired allotment gives no seat, and its seats stay reserved until it is ended`() throws {
        var book = Sample.book(capacity: 2)
        let allotment = allotment(2, seconds: 60)
        try book.allot(allotment, at: march)
        #expect(throws: SeatRejection.offeringFull) {
            try decide(&book, .register(Sample.request(agency: agency)), on: "2026-03-02")
        }
        #expect(throws: SeatRejection.capacityBelowTaken(taken: 2)) {
            try decide(&book, .resize(capacity: 1), on: "2026-03-02")
        }
        let late = Sample.moment("2026-03-02")
        #expect(try book.endAllotment(allotment.id, at: late, under: Sample.policy).seatsTaken == 0)
        #expect(throws: SeatRejection.allotmentEnded) {
            try book.endAllotment(allotment.id, at: late, under: Sample.policy)
        }
    }
}
