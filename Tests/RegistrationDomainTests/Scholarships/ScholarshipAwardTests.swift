import Primitives
import RegistrationDomain
import Testing

@Suite struct ScholarshipAwardTests {
    @Test(arguments: [
        (ScholarshipAward.full, 545_00 as Money, "awarded in full by the office"),
        (.amount(200_00), 200_00, "awarded by the office"), (.amount(545_00), 545_00, "awarded by the office"),
        (.amount(600_00), 545_00, "600.00 awarded by the office, limited to the price of 545.00"),
    ])
    func `E5: an award reduces a price to zero at most, and its line states the amount beyond`(
        award: ScholarshipAward, off: Money, reason: String
    ) {
        let line = award.line(on: 545_00)
        #expect(line.amount == -off && line.reason == reason && line.code == .scholarshipAward)
    }
}
