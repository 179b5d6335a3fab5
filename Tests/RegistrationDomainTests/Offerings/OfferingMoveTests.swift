import Primitives
import RegistrationDomain
import Testing

@Suite struct OfferingMoveTests {
    private static let plan = Sample.offering(from: "2026-04-06", to: "2026-04-10")

    @Test func `D5: other days or another town are a move; another building in the same town is not`() {
        func isMoved(_ change: (inout Offering) -> Void) -> Bool {
            var offering = Self.plan
            change(&offering)
            return offering.isMoved(from: Self.plan)
        }
        #expect(
            !isMoved {
                $0.venue.name = "Other Hall"
                $0.venue.address = "2 Main Street"
            })
        #expect(isMoved { $0.startsOn = Sample.day("2026-04-05") })
        #expect(isMoved { $0.endsOn = Sample.day("2026-04-11") })
        #expect(isMoved { $0.venue.city = "Mobile" })
        #expect(isMoved { $0.venue.state = "GA" })
        #expect(isMoved { $0.venue.country = "CA" })
    }

    @Test func `F1, I1: days with attendance remain days of the class, and completions keep their date`() throws {
        let today = Sample.day("2026-04-01")
        let moved = Sample.offering(from: "2026-04-07", to: "2026-04-11")
        for day in ["2026-04-06", "2026-04-12"].map(Sample.day) {
            #expect(throws: MoveRejection.dayAttended(day)) {
                let days = [Sample.day("2026-04-07"), day]
                try moved.move(
                    from: Self.plan, records: OfferingRecords(attendedDays: days, isCompleted: true), on: today)
            }
        }
        #expect(throws: MoveRejection.completed) {
            try moved.move(from: Self.plan, records: OfferingRecords(isCompleted: true), on: today)
        }
        let ends = ["2026-04-07", "2026-04-11"].map(Sample.day)
        try moved.move(from: Self.plan, records: OfferingRecords(attendedDays: ends), on: today)
        try Sample.offering(from: "2026-04-05", to: "2026-04-10").move(
            from: Self.plan, records: OfferingRecords(isCompleted: true), on: today)
    }

    @Test func `C4: a class keeps its first day or gets one that has not passed at its venue`() throws {
        let today = Sample.day("2026-04-08")
        let earlier = Sample.offering(from: "2026-04-07", to: "2026-04-10")
        #expect(throws: MoveRejection.datesPassed) {
            try earlier.move(
                from: Self.plan, records: OfferingRecords(attendedDays: [Sample.day("2026-04-06")]), on: today)
        }
        try earlier.move(from: Self.plan, records: OfferingRecords(), on: Sample.day("2026-04-07"))
        let longer = Sample.offering(from: "2026-04-06", to: "2026-04-11")
        try longer.move(from: Self.plan, records: OfferingRecords(), on: today)
    }
}
