import Primitives
import RegistrationDomain
import Testing

@Suite struct CompletionStatisticsTests {
    @Test func `I1: without days the report compares this year to date with the full prior year`() {
        let today = Sample.day("2026-11-22")
        func periods(from: String? = nil, to: String? = nil, compareFrom: String? = nil, compareTo: String? = nil)
            -> [DayRange]
        {
            let periods = CompletionStatistics.periods(
                from: from.map(Sample.day), to: to.map(Sample.day), compareFrom: compareFrom.map(Sample.day),
                compareTo: compareTo.map(Sample.day), today: today)
            return [periods.period, periods.compare]
        }
        func range(_ from: String, _ to: String) -> DayRange { DayRange(from: Sample.day(from), to: Sample.day(to)) }
        #expect(periods() == [range("2026-01-01", "2026-11-22"), range("2025-01-01", "2025-12-31")])
        #expect(periods(to: "2019-08-31") == [range("2019-01-01", "2019-08-31"), range("2018-01-01", "2018-12-31")])
        #expect(
            periods(from: "2019-05-01", compareFrom: "2017-02-03", compareTo: "2017-03-04")
                == [range("2019-05-01", "2026-11-22"), range("2017-02-03", "2017-03-04")])
    }

    @Test func `I2: a course has a record if more people completed it in the period to date than in the prior year`() {
        func row(_ count: Int, _ before: Int) -> CompletionStatistics.Row {
            .init(course: .basicSRO, title: "Basic SRO", count: count, compareCount: before)
        }
        #expect(row(2516, 2273).isRecord)
        #expect(!row(2273, 2273).isRecord)
        #expect(!row(0, 0).isRecord)
        let table = CompletionStatistics(rows: [row(2516, 2273), row(599, 531)])
        #expect(table.total == 3115)
        #expect(table.compareTotal == 2804)
    }
}
