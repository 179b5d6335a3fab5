import Primitives
import RegistrationDomain
import Testing

@Suite("E1, E2: prices as they are approved")
struct PriceListTests {
    private static let from = Sample.day("2026-03-10")

    private func approve(_ member: Money, _ other: Money, _ early: Money?, _ until: String?) throws -> PriceList {
        try PriceProposal(member: member, nonMember: other, earlyBird: early, earlyBirdUntil: until.map(Sample.day))
            .approved()
    }

    @Test(
        "Members pay at most what others do; an early bird may be above that, or over",
        arguments: [
            (495_00 as Money, 545_00 as Money, nil as Money?, nil as String?), (545_00, 545_00, nil, nil),
            (0, 0, 0, "2026-03-10"), (495_00, 545_00, 450_00, "2026-03-10"), (495_00, 545_00, 520_00, "2026-12-31"),
            (495_00, 545_00, 545_01, "2026-03-11"), (495_00, 545_00, 450_00, "2026-03-09"),
        ])
    func fit(member: Money, other: Money, early: Money?, until: String?) throws {
        let prices = try approve(member, other, early, until)
        #expect(prices.member == member && prices.nonMember == other)
        #expect(prices.earlyBird?.price == early && prices.earlyBird?.until == until.map(Sample.day))
    }

    @Test(
        "What cannot be meant is refused",
        arguments: [
            (
                545_01 as Money, 545_00 as Money, nil as Money?, nil as String?,
                PriceRejection.memberAboveNonMember(545_01, 545_00)
            ),
            (495_00, 545_00, 450_00, nil, .earlyBirdIncomplete),
            (495_00, 545_00, nil, "2026-12-31", .earlyBirdIncomplete),
        ])
    func unfit(member: Money, other: Money, early: Money?, until: String?, rejection: PriceRejection) {
        #expect(throws: rejection) { try approve(member, other, early, until) }
    }

    @Test("Prices are approved for days to come, today among them")
    func days() throws {
        let (old, new) = (Sample.prices, PriceList(member: 1, nonMember: 2))
        var schedule = PriceSchedule(old)
        #expect(throws: PriceRejection.dayOver(Sample.day("2026-03-09"))) {
            try schedule.approve(new, from: Sample.day("2026-03-09"), on: Self.from)
        }
        #expect(schedule.prices(on: Self.from) == old)
        try schedule.approve(new, from: Self.from, on: Self.from)
        #expect(schedule.prices(on: Sample.day("2026-03-09")) == old)
        #expect(schedule.prices(on: Self.from) == new)
    }

    @Test(
        "E5: an award takes off the price at most, and says what it does not",
        arguments: [
            (ScholarshipAward.full, 545_00 as Money, "awarded in full by the office"),
            (.amount(200_00), 200_00, "awarded by the office"), (.amount(545_00), 545_00, "awarded by the office"),
            (.amount(600_00), 545_00, "600.00 awarded by the office, of which the price takes 545.00"),
        ])
    func award(award: ScholarshipAward, off: Money, reason: String) {
        let line = award.line(on: 545_00)
        #expect(line.amount == -off && line.reason == reason && line.code == .scholarshipAward)
    }
}
