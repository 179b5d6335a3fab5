import Primitives
import RegistrationDomain
import Testing

/// What a membership or an award that comes after the registration does to its price.
@Suite struct RegistrationPriceTests {
    private static let quote = PriceQuote(
        rateCategory: .nonMember, lines: [Sample.line(.nonMemberRate, 545_00)], rulePack: "test",
        referenceDay: Sample.day("2026-03-10"), prices: Sample.prices)

    private static func registration(_ status: RegistrationStatus = .pendingPayment) -> Registration {
        Registration(
            id: .new(), person: .new(), kind: .regular, status: status, rateCategory: .nonMember, total: 545_00)
    }

    @Test(arguments: RegistrationStatus.allCases)
    func `E1: the price of an active registration is corrected to the member rate, once`(status: RegistrationStatus) {
        var (registration, quote) = (Self.registration(status), Self.quote)
        let line = registration.correctPrice(of: &quote)
        #expect(line?.amount == (status.isActive ? -50_00 : nil))
        #expect(registration.total == (status.isActive ? 495_00 : 545_00) && quote.total == registration.total)
        #expect(registration.rateCategory == (status.isActive ? .member : .nonMember))
        #expect(quote.rateCategory == registration.rateCategory)
        #expect(registration.correctPrice(of: &quote) == nil)
    }

    @Test(arguments: [
        (ScholarshipAward.full, 545_00 as Money?, 0 as Money, true), (.amount(200_00), 545_00, 345_00, true),
        (.amount(200_00), 1, 345_00, true),
        // A registration without an invoice has nothing paid.
        (.amount(600_00), nil, 0, true),
        // A registration that is paid keeps its kind and rate, and gets a credit.
        (.amount(200_00), 0, 345_00, false), (.full, -50_00, 0, false),
    ])
    func `E5: an award lowers the price, and makes a scholarship of a registration with something due`(
        award: ScholarshipAward, due: Money?, total: Money, becomesScholarship: Bool
    ) {
        var (registration, quote) = (Self.registration(), Self.quote)
        let line = registration.apply(award, to: &quote, due: due)
        #expect(line?.amount == total - 545_00 && quote.lines.last == line)
        #expect(registration.total == total && quote.total == total)
        #expect(registration.kind == (becomesScholarship ? .scholarship : .regular))
        #expect(registration.rateCategory == (becomesScholarship ? .scholarship : .nonMember))
        #expect(quote.rateCategory == registration.rateCategory)
    }

    @Test func `E5: an award changes nothing of a price of zero`() {
        var (registration, quote) = (Self.registration(), Self.quote)
        _ = registration.apply(.full, to: &quote, due: nil)
        let before = registration
        #expect(registration.apply(.full, to: &quote, due: nil) == nil)
        #expect(registration == before)
    }
}
