import Primitives
import RegistrationDomain
import Testing

@Suite("I1: figures by month")
struct CompletionMonthsTests {
    private static func range(_ from: String, _ to: String) throws -> DayRange {
        DayRange(from: try #require(Day(from)), to: try #require(Day(to)))
    }

    @Test(
        "a period has every month that it touches, over the turn of a year too, and none when it ends before it begins")
    func months() throws {
        let turn = CalendarMonth.all(of: try Self.range("2018-11-30", "2019-02-01"))
        #expect(turn.map(\.description) == ["2018-11", "2018-12", "2019-01", "2019-02"])
        #expect(CalendarMonth.all(of: try Self.range("2019-02-01", "2019-01-31")).isEmpty)
        #expect(CalendarMonth.all(of: try Self.range("0001-01-31", "0001-01-31")).map(\.description) == ["0001-01"])
    }

    @Test("the longer of the two periods gives the rows; more than ten years are not shown by month")
    func rows() throws {
        let (period, compare) = (try Self.range("2019-01-01", "2019-08-31"), try Self.range("2018-01-01", "2018-12-31"))
        let june = try #require(CalendarMonth.all(of: period).dropFirst(5).first)
        let months = CompletionMonths(period, [june: 7], compare, [:])
        #expect(months.rows.count == 12)
        #expect(months.rows[5].count == 7)
        #expect(months.rows[8].month == nil)
        #expect(months.rows[8].compareMonth?.description == "2018-09")
        let long = try Self.range("2009-01-01", "2019-01-01")
        #expect(CompletionMonths(long, [:], compare, [:]).rows.isEmpty)
    }
}
