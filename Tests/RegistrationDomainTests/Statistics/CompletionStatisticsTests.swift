import Primitives
import RegistrationDomain
import Testing

@Suite struct CompletionStatisticsTests {
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
