import Primitives
import RegistrationDomain
import Testing

@Suite struct PriceScheduleTests {
    private static let today = Sample.day("2026-03-10")

    @Test func `E1: prices are approved from today or a later day on, and never for the past`() throws {
        let (old, new) = (Sample.prices, PriceList(member: 1, nonMember: 2))
        var schedule = PriceSchedule(old)
        #expect(throws: PriceRejection.dayOver(Sample.day("2026-03-09"))) {
            try schedule.approve(new, from: Sample.day("2026-03-09"), on: Self.today)
        }
        #expect(schedule.prices(on: Self.today) == old)
        try schedule.approve(new, from: Self.today, on: Self.today)
        #expect(schedule.prices(on: Sample.day("2026-03-09")) == old)
        #expect(schedule.prices(on: Self.today) == new)
    }

    @Test func `E1: the last prices by a day are in force, and an approval replaces that of its day`() throws {
        func list(_ cents: Int) -> PriceList { PriceList(member: Money(cents: cents), nonMember: Money(cents: cents)) }
        var schedule = PriceSchedule(list(1))
        try schedule.approve(list(3), from: Sample.day("2026-05-01"), on: Self.today)
        try schedule.approve(list(2), from: Sample.day("2026-04-01"), on: Self.today)
        try schedule.approve(list(4), from: Sample.day("2026-05-01"), on: Self.today)
        func price(_ day: String) -> Int { schedule.prices(on: Sample.day(day)).member.cents }
        #expect(["2026-03-31", "2026-04-01", "2026-04-30", "2026-05-01", "2027-01-01"].map(price) == [1, 2, 2, 4, 4])
        #expect(schedule.folded(on: Sample.day("2026-04-10")).changes.count == 1)
        #expect(schedule.folded(on: Sample.day("2026-04-10")).first == list(2))
        schedule.replace(with: list(9), on: Sample.day("2026-04-10"))
        #expect(["2026-03-31", "2026-04-30", "2026-05-01"].map(price) == [9, 9, 4])
    }

    @Test func `A schedule orders its changes by their days`() {
        let changes = ["2026-05-01", "2026-04-01"].map { DatedPrices(from: Sample.day($0), prices: Sample.prices) }
        #expect(PriceSchedule(Sample.prices, changes: changes).changes == changes.reversed())
    }
}
