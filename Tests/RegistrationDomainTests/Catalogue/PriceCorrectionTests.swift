import Primitives
import RegistrationDomain
import Testing

@Suite struct PriceCorrectionTests {
    private static func quote(_ prices: PriceList, returning: Bool = false) -> PriceQuote {
        PriceQuote.decide(
            PriceInquiry(
                course: .basicSRO, courseTitle: "Basic SRO", prices: prices, kind: .regular, isMember: false,
                hasCompletedBasic: returning),
            at: Sample.moment("2026-03-01"), under: Sample.policy)
    }

    @Test func `E1: a member price that is not lower corrects nothing`() {
        #expect(Self.quote(PriceList(member: 545_00, nonMember: 545_00)).membershipCorrection() == nil)
        #expect(Self.quote(PriceList(member: 545_01, nonMember: 545_00)).membershipCorrection() == nil)
        #expect(Self.quote(PriceList(member: 544_99, nonMember: 545_00)).membershipCorrection()?.amount == -1)
    }

    @Test func `D4, E3: a seat that goes from one returning person to another keeps its discount of the whole price`() {
        let quote = Self.quote(PriceList(member: 60_00, nonMember: 60_00), returning: true)
        #expect(quote.total == 0)
        #expect(
            quote.retakeCorrection(course: .basicSRO, targetHasCompletedBasic: true, under: Sample.policy) == nil)
        #expect(
            quote.retakeCorrection(course: .basicSRO, targetHasCompletedBasic: false, under: Sample.policy)?.amount
                == 60_00)
    }
}
