import Primitives
import RegistrationDomain
import Testing

@Suite struct ReportPeriodsTests {
    private func periods(
        from: String? = nil, to: String? = nil, compareFrom: String? = nil, compareTo: String? = nil
    ) throws -> [String] {
        let periods = try ReportPeriods(
            from: from.map(Sample.day), to: to.map(Sample.day), compareFrom: compareFrom.map(Sample.day),
            compareTo: compareTo.map(Sample.day), today: Sample.day("2026-11-22"))
        return [periods.period, periods.compare].map { "\($0.from) \($0.to)" }
    }

    @Test func `I1: by default the report compares this year to date with the full prior year`() throws {
        #expect(try periods() == ["2026-01-01 2026-11-22", "2025-01-01 2025-12-31"])
        #expect(try periods(to: "2019-08-31") == ["2019-01-01 2019-08-31", "2018-01-01 2018-12-31"])
        #expect(
            try periods(from: "2019-05-01", compareFrom: "2017-02-03", compareTo: "2017-03-04")
                == ["2019-05-01 2026-11-22", "2017-02-03 2017-03-04"])
    }

    @Test(arguments: [
        (["2026-11-23", nil, nil, nil], ReportDay.from), (["2026-05-02", "2026-05-01", nil, nil], .to),
        ([nil, nil, "2026-01-01", nil], .compareFrom), ([nil, nil, nil, "2024-12-31"], .compareTo),
        (["2026-11-23", nil, nil, "2024-12-31"], .from),
    ])
    func `I1: a period that ends before it begins is refused`(days: [String?], day: ReportDay) {
        let rejection = #expect(throws: ReportPeriodRejection.self) {
            try periods(from: days[0], to: days[1], compareFrom: days[2], compareTo: days[3])
        }
        #expect(rejection?.day == day)
    }
}
