import Primitives
import RegistrationDomain
import Testing

@Suite struct CompletionMonthsTests {
    private static func range(_ from: String, _ to: String) -> DayRange {
        DayRange(from: Sample.day(from), to: Sample.day(to))
    }

    @Test func `I1: a period has every month with one of its days, across years too, and none if it ends first`() {
        let turn = CalendarMonth.all(of: Self.range("2018-11-30", "2019-02-01"))
        #expect(turn.map(\.description) == ["2018-11", "2018-12", "2019-01", "2019-02"])
        #expect(turn.map(\.year) == [2018, 2018, 2019, 2019] && turn.map(\.month) == [11, 12, 1, 2])
        #expect(CalendarMonth.all(of: Self.range("2019-02-01", "2019-01-31")).isEmpty)
        #expect(CalendarMonth.all(of: Self.range("0001-01-31", "0001-01-31")).map(\.description) == ["0001-01"])
    }

    @Test func `Months are ordered, and no month is before itself`() {
        let (may, june) = (CalendarMonth(Sample.day("2019-05-31")), CalendarMonth(Sample.day("2019-06-01")))
        #expect(may < june && !(june < may) && !(may < may))
    }

    @Test func `I1: the longer period gives the number of rows, up to ten years`() throws {
        let (period, compare) = (Self.range("2019-01-01", "2019-08-31"), Self.range("2018-01-01", "2018-12-31"))
        let june = try #require(CalendarMonth.all(of: period).dropFirst(5).first)
        let months = CompletionMonths(period, [june: 7], compare, [CalendarMonth(Sample.day("2018-09-30")): 3])
        #expect(months.rows.count == 12)
        #expect(months.rows.map(\.count) == [0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0])
        #expect(months.rows.map(\.compareCount) == [0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0])
        #expect(months.rows[7].month?.description == "2019-08")
        #expect(months.rows[8].month == nil)
        #expect(months.rows[8].compareMonth?.description == "2018-09")
        let (longest, longer) = (Self.range("2009-02-01", "2019-01-01"), Self.range("2009-01-01", "2019-01-01"))
        #expect(CompletionMonths(longest, [:], compare, [:]).rows.count == 120)
        #expect(CompletionMonths(longer, [:], compare, [:]).rows.isEmpty)
    }
}
