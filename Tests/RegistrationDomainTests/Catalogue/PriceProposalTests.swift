import Primitives
import RegistrationDomain
import Testing

@Suite struct PriceProposalTests {
    private func approve(_ member: Money, _ other: Money, _ early: Money?, _ until: String?) throws -> PriceList {
        try PriceProposal(member: member, nonMember: other, earlyBird: early, earlyBirdUntil: until.map(Sample.day))
            .approved()
    }

    @Test(arguments: [
        (495_00 as Money, 545_00 as Money, nil as Money?, nil as String?), (545_00, 545_00, nil, nil),
        (0, 0, 0, "2026-03-10"), (495_00, 545_00, 450_00, "2026-03-10"), (495_00, 545_00, 520_00, "2026-12-31"),
        (495_00, 545_00, 545_01, "2026-03-11"), (495_00, 545_00, 450_00, "2026-03-09"),
    ])
    func `E1, E2: a member pays at most the non-member price; an early-bird price may be higher, or over`(
        member: Money, other: Money, early: Money?, until: String?
    ) throws {
        let prices = try approve(member, other, early, until)
        #expect(prices.member == member && prices.nonMember == other)
        #expect(prices.earlyBird?.price == early && prices.earlyBird?.until == until.map(Sample.day))
    }

    @Test(arguments: [
        (
            545_01 as Money, 545_00 as Money, nil as Money?, nil as String?,
            PriceRejection.memberAboveNonMember(545_01, 545_00)
        ),
        (495_00, 545_00, 450_00, nil, .earlyBirdIncomplete),
        (495_00, 545_00, nil, "2026-12-31", .earlyBirdIncomplete),
    ])
    func `E1, E2: a higher member price is refused, and an early-bird price without its last day`(
        member: Money, other: Money, early: Money?, until: String?, rejection: PriceRejection
    ) {
        #expect(throws: rejection) { try approve(member, other, early, until) }
    }
}
