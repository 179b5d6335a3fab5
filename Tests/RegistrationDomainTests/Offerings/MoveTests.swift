import Primitives
import RegistrationDomain
import Testing

@Suite("Classes that the association moves, and registrations given back without a fee")
struct MoveTests {
    @Test("D5: other days, or another town, are a move; another hall of the town is none")
    func moves() {
        let plan = Sample.offering()
        var hall = plan
        hall.venue.name = "Other Hall"
        hall.venue.address = "2 Main Street"
        #expect(!hall.isMoved(from: plan))
        var later = plan
        later.endsOn = Sample.day("2026-04-11")
        #expect(later.isMoved(from: plan))
        var elsewhere = plan
        elsewhere.venue.city = "Mobile"
        #expect(elsewhere.isMoved(from: plan))
    }

    @Test("F1, I1: what was recorded of a class stays true: days attended remain its days, completions keep their date")
    func recorded() throws {
        let plan = Sample.offering(from: "2026-04-06", to: "2026-04-10")
        let today = Sample.day("2026-04-01")
        let moved = Sample.offering(from: "2026-04-07", to: "2026-04-11")
        #expect(throws: MoveRejection.dayAttended(Sample.day("2026-04-06"))) {
            try moved.move(from: plan, attended: [Sample.day("2026-04-06")], isCompleted: false, on: today)
        }
        #expect(throws: MoveRejection.completed) {
            try moved.move(from: plan, attended: [], isCompleted: true, on: today)
        }
        try moved.move(from: plan, attended: [Sample.day("2026-04-07")], isCompleted: false, on: today)
        try Sample.offering(from: "2026-04-05", to: "2026-04-10").move(
            from: plan, attended: [], isCompleted: true, on: today)
    }

    @Test("C4: no class is moved to a first day that is over at its venue; one that began keeps its first day")
    func passed() throws {
        let plan = Sample.offering(from: "2026-04-06", to: "2026-04-10")
        let today = Sample.day("2026-04-08")
        let earlier = Sample.offering(from: "2026-04-07", to: "2026-04-10")
        #expect(throws: MoveRejection.datesPassed) {
            try earlier.move(from: plan, attended: [], isCompleted: false, on: today)
        }
        try earlier.move(from: plan, attended: [], isCompleted: false, on: Sample.day("2026-04-07"))
        let longer = Sample.offering(from: "2026-04-06", to: "2026-04-11")
        try longer.move(from: plan, attended: [], isCompleted: false, on: today)
    }

    @Test(
        "D5: after a move the seat is given back without a fee for 14 days, also shortly before the class",
        arguments: [
            ("2026-04-01", nil, 545_00), ("2026-04-01", "2026-03-18", 0), ("2026-04-01", "2026-03-17", 545_00),
            ("2026-03-01", "2026-02-01", 75_00),
        ] as [(String, String?, Money)])
    func feeAfterMove(on day: String, moved: String?, fee: Money) {
        let cancellation = Cancellation.byPerson(
            price: 545_00, startsOn: Sample.day("2026-04-06"),
            ground: moved.map { .moved(on: Sample.day($0)) }, at: Sample.moment(day), under: Sample.policy)
        #expect(cancellation.fee == fee)
        #expect(cancellation.lines.reduce(.zero) { $0 + $1.amount } == fee - 545_00)
    }

    @Test("A5, D5: one of two registrations of merged accounts is given back without a fee at any time")
    func double() {
        let cancellation = Cancellation.byPerson(
            price: 545_00, startsOn: Sample.day("2026-04-06"), ground: .double, at: Sample.moment("2026-04-05"),
            under: Sample.policy)
        #expect(cancellation.fee == .zero)
        #expect(cancellation.lines.map(\.amount) == [-545_00])
    }

    @Test("D3: nothing is drawn from an allotment whose time is over, and its seats stay kept until it is ended")
    func expired() throws {
        let moment = Sample.moment("2026-03-01")
        var book = Sample.book(capacity: 2)
        let agency = AgencyID.new()
        let allotment = SeatAllotment(
            id: .new(), agency: agency, seats: 2, expiresAt: moment.instant.adding(seconds: 60))
        try book.allot(allotment, at: moment)
        let late = Sample.moment("2026-03-02")
        #expect(throws: SeatRejection.offeringFull) {
            try book.decide(.register(Sample.request(agency: agency)), at: late, under: Sample.policy)
        }
        #expect(throws: SeatRejection.capacityBelowTaken(taken: 2)) {
            try book.decide(.resize(capacity: 1), at: late, under: Sample.policy)
        }
        let ended = book.endAllotment(allotment.id, at: late, under: Sample.policy)
        #expect(ended?.seatsTaken == 0)
        #expect(book.endAllotment(allotment.id, at: late, under: Sample.policy) == nil)
    }
}
