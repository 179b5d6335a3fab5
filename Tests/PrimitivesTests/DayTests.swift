import Primitives
import Testing

@Suite struct DayTests {
    @Test(arguments: [
        ("2025-11-30", 3, "2026-02-28"), ("2023-11-30", 3, "2024-02-29"), ("2024-02-29", 12, "2025-02-28"),
        ("2026-01-31", 18, "2027-07-31"), ("2026-08-31", 18, "2028-02-29"), ("2026-03-31", -1, "2026-02-28"),
    ])
    func `adding months keeps the day and clamps to the month's end`(start: String, months: Int, end: String) throws {
        let day = try #require(Day(start))
        #expect(day.adding(months: months).description == end)
    }

    @Test(arguments: [
        "2025-02-29", "2025-13-01", "2025-00-10", "25-01-01", "2025-1-01", "2025-01-01 ", "0000-01-01", "2025-04-31",
    ])
    func `a date that does not exist is refused`(text: String) {
        #expect(Day(text) == nil)
    }

    @Test func `every day of eight centuries converts to text and back`() {
        for number in stride(from: -146_097, to: 146_097, by: 1) {
            let day = Day(daysSince1970: number)
            #expect(Day(day.description) == day)
        }
    }
}
