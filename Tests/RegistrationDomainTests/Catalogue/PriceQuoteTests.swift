import Primitives
import RegistrationDomain
import Testing

@Suite("Prices")
struct PriceQuoteTests {
    static let conference = PriceList(
        member: 500_00, nonMember: 550_00, earlyBird: .init(price: 450_00, until: Sample.day("2026-03-15")))

    func quote(
        _ prices: PriceList = Sample.prices, course: CourseCode = .basicSRO, kind: RegistrationKind = .regular,
        member: Bool = false, returning: Bool = false, award: ScholarshipAward? = nil, on day: String = "2026-03-01"
    ) -> PriceQuote {
        PriceQuote.decide(
            PriceInquiry(
                course: course, courseTitle: "A course", prices: prices, kind: kind, isMember: member,
                hasCompletedBasic: returning, award: award),
            at: Sample.moment(day), under: Sample.policy)
    }

    @Test("E1: a member pays the member rate, everybody else the non-member rate")
    func memberAndNonMember() {
        #expect(quote(member: true).total == 495_00)
        #expect(quote(member: true).rateCategory == .member)
        #expect(quote(member: false).total == 545_00)
        #expect(quote(member: false).rateCategory == .nonMember)
        #expect(quote(member: false).lines.map(\.code) == [.nonMemberRate])
    }

    @Test(
        "E2: the early-bird rate is given through its last day, by registration date",
        arguments: [
            ("2026-03-14", RateCategory.earlyBirdConference, 450_00 as Money),
            ("2026-03-15", .earlyBirdConference, 450_00), ("2026-03-16", .nonMember, 550_00),
        ])
    func earlyBird(day: String, category: RateCategory, total: Money) {
        let quote = quote(Self.conference, course: .conference, on: day)
        #expect(quote.rateCategory == category)
        #expect(quote.total == total)
    }

    @Test(
        "E5: an award counts for whoever asks for a regular seat, unless the price without it is lower",
        arguments: [
            (ScholarshipAward.full, false, RateCategory.scholarship, 0), (.full, true, .scholarship, 0),
            (.amount(200_00), false, .scholarship, 345_00), (.amount(50_00), true, .nonMember, 445_00),
        ])
    func awardBefore(award: ScholarshipAward, returning: Bool, category: RateCategory, cents: Int) {
        let quote = quote(returning: returning, award: award)
        #expect(quote.rateCategory == category)
        #expect(quote.total == Money(cents: cents))
    }

    @Test(
        "D4, E3: the discount for returning to Basic follows the person, not the seat",
        arguments: [(true, false, 100_00), (false, true, -100_00), (true, true, 0), (false, false, 0)])
    func discountAtTransfer(given: Bool, deserved: Bool, cents: Int) {
        let line = quote(returning: given).retakeCorrection(
            course: .basicSRO, targetHasCompletedBasic: deserved, under: Sample.policy)
        #expect(line?.amount ?? .zero == Money(cents: cents))
        #expect((line == nil) == (cents == 0))
    }

    @Test("D4, E3: no other course and no free seat is priced anew at a transfer")
    func noDiscountAtTransfer() {
        for (course, kind) in [(CourseCode.advancedSRO, RegistrationKind.regular), (.basicSRO, .audit)] {
            let line = quote(course: course, kind: kind).retakeCorrection(
                course: course, targetHasCompletedBasic: true, under: Sample.policy)
            #expect(line == nil)
        }
    }

    @Test(
        "D4–E6: a regular seat is its holder's to give; what was granted to a person goes by staff, to whom it is open",
        arguments: [
            (RegistrationKind.regular, false, false, false, true), (.audit, false, true, false, false),
            (.audit, true, false, false, true), (.scholarship, false, false, true, false),
            (.scholarship, true, false, false, false), (.scholarship, true, false, true, true),
            (.staff, false, true, true, false), (.staff, true, false, false, true),
        ])
    func transferOfKinds(kind: RegistrationKind, byStaff: Bool, candidate: Bool, award: Bool, isOpen: Bool) {
        func allow() throws {
            try kind.allowTransfer(
                course: .basicSRO, byStaff: byStaff, targetIsCandidate: candidate, targetHasAward: award)
        }
        if isOpen {
            #expect(throws: Never.self) { try allow() }
        } else {
            #expect(throws: KindRejection.kindNotAllowed(kind)) { try allow() }
        }
    }

    @Test("E2: the day is the venue's, not the association's")
    func earlyBirdInVenueZone() {
        let moment = RegistrationMoment(
            instant: Instant(secondsSince1970: 0), associationDay: Sample.day("2026-03-15"),
            venueDay: Sample.day("2026-03-16"))
        let inquiry = PriceInquiry(
            course: .conference, courseTitle: "Conference", prices: Self.conference, isMember: false,
            hasCompletedBasic: false)
        #expect(PriceQuote.decide(inquiry, at: moment, under: Sample.policy).rateCategory == .nonMember)
    }

    @Test("E2: the lower of early bird and own rate applies, and a tie goes to the own rate")
    func earlyBirdTies() {
        var prices = Self.conference
        prices.member = 450_00
        #expect(quote(prices, course: .conference, member: true).rateCategory == .member)
        prices.member = 440_00
        #expect(quote(prices, course: .conference, member: true).total == 440_00)
        #expect(quote(prices, course: .conference, member: false).rateCategory == .earlyBirdConference)
    }

    @Test("E3: whoever completed Basic before gets 100.00 off Basic, on either rate, and off nothing else")
    func retakeDiscount() {
        #expect(quote(returning: true).total == 445_00)
        #expect(quote(member: true, returning: true).total == 395_00)
        #expect(quote(returning: true).rateCategory == .nonMember)
        #expect(quote(returning: true).lines.last?.code == .basicRetakeDiscount)
        #expect(quote(course: .advancedSRO, returning: true).total == 545_00)
    }

    @Test("E3: the discount never takes a price below zero")
    func discountFloor() {
        #expect(quote(PriceList(member: 0, nonMember: 60_00), returning: true).total == .zero)
    }

    @Test("E3, E6: no discount on audits; an audit costs nothing and is no paid rate")
    func auditIsFree() {
        let quote = quote(kind: .audit, returning: true)
        #expect(quote.total == .zero)
        #expect(quote.rateCategory == .audit)
        #expect(quote.lines.map(\.code) == [.auditRate])
    }

    @Test("E5: a scholarship is paid in full or by an amount, never beyond the price, without E3's discount")
    func scholarship() {
        #expect(quote(kind: .scholarship, returning: true, award: .full).total == .zero)
        #expect(quote(kind: .scholarship, returning: true, award: .amount(200_00)).total == 345_00)
        #expect(quote(kind: .scholarship, award: .amount(900_00)).total == .zero)
        #expect(quote(kind: .scholarship, award: .full).rateCategory == .scholarship)
    }

    @Test("E1: a membership that becomes known later takes a non-member price down to the member price, once")
    func membershipCorrection() throws {
        var quote = quote(returning: true)
        let line = try #require(quote.membershipCorrection(prices: Sample.prices))
        #expect(line.amount == -50_00)
        quote.lines.append(line)
        #expect(quote.total == 395_00)
        #expect(quote.membershipCorrection(prices: Sample.prices) == nil)
        #expect(self.quote(member: true).membershipCorrection(prices: Sample.prices) == nil)
    }

    @Test(
        "E1, E3: the correction takes no more off than the discount left of the price",
        arguments: [(60_00, 0), (150_00, 50_00)])
    func membershipCorrectionFloor(nonMember: Int, off: Int) {
        let prices = PriceList(member: 0, nonMember: Money(cents: nonMember))
        let line = quote(prices, returning: true).membershipCorrection(prices: prices)
        #expect(line?.amount ?? .zero == -Money(cents: off))
    }

    @Test("Every quote says which rule pack and which day it was judged by")
    func traceable() {
        #expect(quote().rulePack == "test")
        #expect(quote().referenceDay == Sample.day("2026-03-01"))
        #expect(quote(returning: true).lines.allSatisfy { !$0.reason.isEmpty })
    }

    @Test("E6: audits of Basic are for candidates or by staff's word; E5: scholarships need an award")
    func kinds() throws {
        try RegistrationKind.regular.allow(course: .advancedSRO, byStaff: false, isCandidate: false, hasAward: false)
        try RegistrationKind.audit.allow(course: .basicSRO, byStaff: false, isCandidate: true, hasAward: false)
        try RegistrationKind.audit.allow(course: .basicSRO, byStaff: true, isCandidate: false, hasAward: false)
        try RegistrationKind.scholarship.allow(course: .basicSRO, byStaff: false, isCandidate: false, hasAward: true)
        #expect(throws: KindRejection.auditNotAllowed) {
            try RegistrationKind.audit.allow(course: .basicSRO, byStaff: false, isCandidate: false, hasAward: false)
        }
        #expect(throws: KindRejection.auditNotAllowed) {
            try RegistrationKind.audit.allow(course: .management, byStaff: true, isCandidate: true, hasAward: false)
        }
        #expect(throws: KindRejection.kindNotAllowed(.staff)) {
            try RegistrationKind.staff.allow(course: .basicSRO, byStaff: false, isCandidate: true, hasAward: false)
        }
        #expect(throws: KindRejection.kindNotAllowed(.scholarship)) {
            try RegistrationKind.scholarship.allow(course: .basicSRO, byStaff: true, isCandidate: true, hasAward: false)
        }
    }
}
