import Primitives
import RegistrationDomain
import Testing

@Suite struct SeatTransferTests {
    private static func registration(_ kind: RegistrationKind, _ quote: PriceQuote) -> Registration {
        Registration(
            id: .new(), person: .new(), kind: kind, status: .confirmed, rateCategory: quote.rateCategory,
            total: quote.total)
    }

    private static func quote(_ rate: RateCategory = .nonMember, _ lines: PriceLine...) -> PriceQuote {
        PriceQuote(
            rateCategory: rate, lines: [Sample.line(.nonMemberRate, 545_00)] + lines, rulePack: "test",
            referenceDay: Sample.day("2026-03-01"), prices: Sample.prices)
    }

    private static func target(hasCompletedBasic: Bool = false, award: ScholarshipAward? = nil) -> Registrant {
        Registrant(
            person: .new(), isMember: false, hasCompletedBasic: hasCompletedBasic, isCandidate: false, award: award)
    }

    private func decide(
        _ quote: PriceQuote, to target: Registrant = SeatTransferTests.target(), kind: RegistrationKind = .regular,
        byStaff: Bool = false, under policy: RegistrationPolicy = Sample.policy
    ) throws -> SeatTransfer {
        try SeatTransfer.decide(
            Self.registration(kind, quote), quote: quote, course: .basicSRO, to: target, byStaff: byStaff,
            under: policy)
    }

    @Test func `D4: a transfer costs its fee as a line, and none where the policy has none`() throws {
        let transfer = try decide(Self.quote())
        #expect(transfer.lines == [.transferFee(under: Sample.policy)])
        #expect(!transfer.changesPrice)
        #expect(transfer.quote == Self.quote())
        var free = Sample.policy
        free.transferFee = .zero
        #expect(try decide(Self.quote(), under: free).lines.isEmpty)
    }

    @Test(arguments: [(false, true, -100_00), (true, false, 100_00)])
    func `E3: the price follows the new holder's history by a line behind the fee`(
        hadDiscount: Bool, hasCompletedBasic: Bool, correction: Int
    ) throws {
        let quote =
            hadDiscount ? Self.quote(.nonMember, Sample.line(.basicRetakeDiscount, -100_00)) : Self.quote()
        let transfer = try decide(quote, to: Self.target(hasCompletedBasic: hasCompletedBasic))
        #expect(transfer.lines.map(\.code) == [.transferFee, .basicRetakeDiscount])
        #expect(transfer.lines.last?.amount == Money(cents: correction))
        #expect(transfer.changesPrice)
        #expect(transfer.registration.total == quote.total + Money(cents: correction))
        #expect(transfer.quote.total == transfer.registration.total)
    }

    @Test func `E5: a regular seat with an award goes by the rules of a scholarship's`() throws {
        let quote = Self.quote(.nonMember, Sample.line(.scholarshipAward, -545_00))
        #expect(throws: KindRejection.kindNotAllowed(.scholarship)) { try decide(quote) }
        #expect(throws: KindRejection.kindNotAllowed(.scholarship)) { try decide(quote, byStaff: true) }
        #expect(throws: KindRejection.kindNotAllowed(.scholarship)) {
            try decide(quote, to: Self.target(award: .full))
        }
        _ = try decide(quote, to: Self.target(award: .full), byStaff: true)
    }

    @Test(arguments: [
        (545_00, 100_00, true, "the rest is credited"), (545_00, 545_00, false, "it was paid before"),
        (0, 0, false, "nothing was paid"), (600_00, 100_00, false, "an amount is still due"),
    ])
    func `B4: an invoice is settled by a change if something was due before and nothing is due of what was paid`(
        total: Int, paid: Int, isSettled: Bool, reason: String
    ) throws {
        var before = Sample.invoice(Sample.line(.nonMemberRate, Money(cents: total)))
        if paid > 0 { _ = try before.pay(Sample.payment(Money(cents: paid))) }
        var after = before
        _ = after.charge([Sample.line(.scholarshipAward, -445_00)])
        #expect(after.isSettled(since: before) == isSettled, "\(reason)")
    }
}
