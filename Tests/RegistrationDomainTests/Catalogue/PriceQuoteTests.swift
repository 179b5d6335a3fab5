import Primitives
import RegistrationDomain
import Testing

@Suite struct PriceQuoteTests {
    private static let conference = PriceList(
        member: 500_00, nonMember: 550_00, earlyBird: .init(price: 450_00, until: Sample.day("2026-03-15")))

    private func quote(
        _ prices: PriceList = Sample.prices, course: CourseCode = .basicSRO, kind: RegistrationKind = .regular,
        member: Bool = false, returning: Bool = false, award: ScholarshipAward? = nil, on day: String = "2026-03-01"
    ) -> PriceQuote {
        PriceQuote.decide(
            PriceInquiry(
                course: course, courseTitle: "A course", prices: prices, kind: kind, isMember: member,
                hasCompletedBasic: returning, award: award),
            at: Sample.moment(day), under: Sample.policy)
    }

    @Test func `E1: a member pays the member rate, every other person the non-member rate`() {
        #expect(quote(member: true).total == 495_00)
        #expect(quote(member: true).rateCategory == .member)
        #expect(quote(member: false).total == 545_00)
        #expect(quote(member: false).rateCategory == .nonMember)
        #expect(quote(member: false).lines.map(\.code) == [.nonMemberRate])
    }

    @Test(arguments: [
        ("2026-03-14", RateCategory.earlyBirdConference, 450_00 as Money),
        ("2026-03-15", .earlyBirdConference, 450_00), ("2026-03-16", .nonMember, 550_00),
    ])
    func `E2: the early-bird rate applies to registrations up to its last day`(
        day: String, category: RateCategory, total: Money
    ) {
        let quote = quote(Self.conference, course: .conference, on: day)
        #expect(quote.rateCategory == category)
        #expect(quote.total == total)
    }

    @Test func `E2: the last day of the early-bird rate is a day at the venue, not at the association`() {
        let moment = RegistrationMoment(
            instant: Instant(secondsSince1970: 0), associationDay: Sample.day("2026-03-15"),
            venueDay: Sample.day("2026-03-16"))
        let inquiry = PriceInquiry(
            course: .conference, courseTitle: "Conference", prices: Self.conference, isMember: false,
            hasCompletedBasic: false)
        #expect(PriceQuote.decide(inquiry, at: moment, under: Sample.policy).rateCategory == .nonMember)
    }

    @Test func `E2: the lower of the early-bird and the person's own rate applies, of equal ones the own rate`() {
        var prices = Self.conference
        prices.member = 450_00
        #expect(quote(prices, course: .conference, member: true).rateCategory == .member)
        prices.member = 440_00
        #expect(quote(prices, course: .conference, member: true).total == 440_00)
        #expect(quote(prices, course: .conference, member: false).rateCategory == .earlyBirdConference)
    }

    @Test func `E3: a person who completed Basic before gets 100.00 off Basic on either rate, and off nothing else`() {
        #expect(quote(returning: true).total == 445_00)
        #expect(quote(member: true, returning: true).total == 395_00)
        #expect(quote(returning: true).rateCategory == .nonMember)
        #expect(quote(returning: true).lines.last?.code == .basicRetakeDiscount)
        #expect(quote(course: .advancedSRO, returning: true).total == 545_00)
    }

    @Test func `E3: the retake discount never takes a price below zero`() {
        #expect(quote(PriceList(member: 0, nonMember: 60_00), returning: true).total == .zero)
    }

    @Test(arguments: [(RegistrationKind.audit, PriceLine.Code.auditRate), (.staff, .staffRate)])
    func `E3, E6: an audit and a teaching seat cost nothing, have no discount and are no paid rate`(
        kind: RegistrationKind, line: PriceLine.Code
    ) {
        let quote = quote(kind: kind, returning: true)
        #expect(quote.total == .zero)
        #expect(quote.rateCategory == .audit)
        #expect(quote.lines.map(\.code) == [line])
    }

    @Test func `E5: an award covers the price or an amount of it, never more, and excludes the retake discount`() {
        #expect(quote(kind: .scholarship, returning: true, award: .full).total == .zero)
        #expect(quote(kind: .scholarship, returning: true, award: .amount(200_00)).total == 345_00)
        #expect(quote(kind: .scholarship, award: .amount(900_00)).total == .zero)
        #expect(quote(kind: .scholarship, award: .full).rateCategory == .scholarship)
    }

    @Test(arguments: [
        (ScholarshipAward.full, false, RateCategory.scholarship, 0), (.full, true, .scholarship, 0),
        (.amount(200_00), false, .scholarship, 345_00), (.amount(50_00), true, .nonMember, 445_00),
        (.amount(100_00), true, .scholarship, 445_00),
    ])
    func `E5: an award applies to a regular registration unless the price without it is lower`(
        award: ScholarshipAward, returning: Bool, category: RateCategory, cents: Int
    ) {
        let quote = quote(returning: returning, award: award)
        #expect(quote.rateCategory == category)
        #expect(quote.total == Money(cents: cents))
    }

    @Test func `A quote states its rule pack, its day, its prices, and a reason for each line`() {
        #expect(quote().rulePack == "test")
        #expect(quote().referenceDay == Sample.day("2026-03-01"))
        #expect(quote(Self.conference).prices == Self.conference)
        #expect(quote(returning: true).lines.allSatisfy { !$0.reason.isEmpty })
    }

    @Test(arguments: [(true, false, 100_00), (false, true, -100_00), (true, true, 0), (false, false, 0)])
    func `D4, E3: the retake discount follows the person when a seat is transferred`(
        given: Bool, deserved: Bool, cents: Int
    ) {
        let line = quote(returning: given).retakeCorrection(
            course: .basicSRO, targetHasCompletedBasic: deserved, under: Sample.policy)
        #expect(line?.amount ?? .zero == Money(cents: cents))
        #expect((line == nil) == (cents == 0))
    }

    @Test(arguments: [
        (CourseCode.advancedSRO, RegistrationKind.regular), (.basicSRO, .audit), (.basicSRO, .scholarship),
    ])
    func `D4, E3: a transfer changes no price of another course, of a free seat or of a scholarship`(
        course: CourseCode, kind: RegistrationKind
    ) {
        let line = quote(course: course, kind: kind).retakeCorrection(
            course: course, targetHasCompletedBasic: true, under: Sample.policy)
        #expect(line == nil)
    }

    @Test func `E1: a membership that becomes known later reduces a non-member price once`() throws {
        var quote = quote(returning: true)
        let line = try #require(quote.membershipCorrection())
        #expect(line.amount == -50_00)
        quote.lines.append(line)
        #expect(quote.total == 395_00)
        #expect(quote.membershipCorrection() == nil)
        #expect(self.quote(member: true).membershipCorrection() == nil)
    }

    @Test(arguments: [(60_00, 0), (150_00, 50_00)])
    func `E1, E3: a membership's correction is at most what the retake discount left of the price`(
        nonMember: Int, off: Int
    ) {
        let prices = PriceList(member: 0, nonMember: Money(cents: nonMember))
        let line = quote(prices, returning: true).membershipCorrection()
        #expect(line?.amount ?? .zero == -Money(cents: off))
    }
}
