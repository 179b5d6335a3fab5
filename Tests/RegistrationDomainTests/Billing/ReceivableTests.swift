import RegistrationDomain
import Testing

@Suite struct ReceivableTests {
    @Test(arguments: [
        ("2026-03-31", 0, DunningLevel.notDue), ("2026-04-01", 1, .overdue), ("2026-04-30", 30, .overdue),
        ("2026-05-01", 31, .reminder), ("2026-05-30", 60, .reminder), ("2026-05-31", 61, .final),
    ])
    func `E8: an invoice is due after 30 days, then overdue, reminded and final in steps of 30 days`(
        day: String, overdue: Int, level: DunningLevel
    ) {
        let receivable = Receivable(madeOn: Sample.day("2026-03-01"), on: Sample.day(day), under: Sample.policy)
        #expect(receivable.dueOn == Sample.day("2026-03-31"))
        #expect(receivable.daysOverdue == overdue)
        #expect(receivable.level == level)
    }
}
