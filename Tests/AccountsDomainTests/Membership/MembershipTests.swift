import AccountsDomain
import Primitives
import Testing

@Suite struct MembershipTests {
    @Test(arguments: [
        ("2026-03-01", 12, "2027-02-28"), ("2027-03-01", 12, "2028-02-29"), ("2028-02-29", 12, "2029-02-28"),
        ("2027-02-28", 12, "2028-02-27"), ("2026-01-31", 1, "2026-02-28"), ("2026-01-01", 12, "2026-12-31"),
    ])
    func `a term ends on the day before its anniversary, a missing date counting as the month's end`(
        from: String, months: Int, last: String
    ) {
        #expect(MembershipTerm.lastDay(from: day(from), months: months) == day(last))
    }

    @Test(arguments: [
        ("2026-01-10", "2026-07-01", "2027-06-30"),  // early: from the old end
        ("2026-06-30", "2026-07-01", "2027-06-30"),  // on the last day
        ("2026-07-01", "2026-07-01", "2027-06-30"),  // first day of grace
        ("2026-07-30", "2026-07-01", "2027-06-30"),  // last day of grace
        ("2026-07-31", "2026-07-31", "2027-07-30"),  // after grace
    ])
    func `a paid renewal follows the old term until grace is over, then starts today`(
        today: String, from: String, to: String
    ) throws {
        var person = Samples.member(from: "2025-07-01", to: "2026-06-30")
        _ = try person.run(.orderMembership(id(2), type: "individual"), today: day(today))
        _ = try person.run(.payMembership(id(2), amount: 50_00), today: day(today))
        #expect(person.terms.last?.validFrom == day(from))
        #expect(person.terms.last?.validTo == day(to))
        #expect(person.order == nil)
    }

    @Test func `an order that waits for its payment extends nothing`() throws {
        var person = Samples.member(from: "2025-07-01", to: "2026-06-30")
        _ = try person.run(.orderMembership(id(2), type: "individual"))
        #expect(person.terms.span(on: day("2026-06-30"))?.to == day("2026-06-30"))
        #expect(!person.isInGoodStanding(on: day("2026-07-01")))
    }

    @Test func `a double click orders once, and a payment counts once`() throws {
        var person = Samples.person
        #expect(try person.run(.orderMembership(id(2), type: "individual")).count == 1)
        #expect(try person.run(.orderMembership(id(3), type: "individual")).isEmpty)
        #expect(throws: PersonRejection.membershipTypeUnknown) { try person.run(.orderMembership(id(4), type: "gold")) }
        #expect(throws: PersonRejection.amountMismatch) { try person.run(.payMembership(id(2), amount: 49_99)) }
        #expect(throws: PersonRejection.membershipUnknown) { try person.run(.payMembership(id(3), amount: 50_00)) }
        #expect(try person.run(.payMembership(id(2), amount: 50_00)).count == 1)
        #expect(throws: PersonRejection.membershipAlreadyPaid) { try person.run(.payMembership(id(2), amount: 50_00)) }
    }

    @Test(arguments: [
        ("nonMember", true, false, true), ("earlyBirdConference", true, false, true), ("member", true, false, false),
        ("scholarship", true, false, false), ("audit", true, false, false), ("nonMember", false, false, false),
        ("nonMember", true, true, false),
    ])
    func `only the non-member and the early-bird rate, paid in full, bring a membership`(
        rate: String, paid: Bool, refunded: Bool, grants: Bool
    ) {
        #expect(rateBringsMembership(rate, fullyPaid: paid, fullyRefunded: refunded) == grants)
    }

    @Test(arguments: [
        ("nonMember", false, false), ("nonMember", true, true), ("earlyBirdConference", false, false),
        ("member", false, true), ("member", true, true), ("scholarship", false, true),
    ])
    func `all of the money back, or a price corrected to a rate that brings none, takes the membership back`(
        rate: String, fully: Bool, takes: Bool
    ) {
        #expect(refundTakesMembership(rate, fullyRefunded: fully) == takes)
    }

    @Test func `a settled rate grants from the day on, appends for a member, and grants once a registration`() throws {
        var person = Samples.person
        guard
            case .membershipGranted(let first)? = try person.run(.rateSettled(id(5), id(2)))
                .first
        else { return #expect(Bool(false), "granted") }
        #expect(first.validFrom == day("2026-03-01") && first.validTo == day("2027-02-28"))
        #expect(first.registrationID == id(5) && first.cause == .ratePaid)
        #expect(try person.run(.rateSettled(id(5), id(3))).isEmpty)
        guard
            case .membershipRenewed(let second)? = try person.run(.rateSettled(id(6), id(4)))
                .first
        else { return #expect(Bool(false), "renewed") }
        #expect(second.validFrom == day("2027-03-01") && second.validTo == day("2028-02-29"))
        #expect(person.terms.span(on: day("2026-03-01"))?.to == day("2028-02-29"))
    }

    @Test func `a lapsed member in grace gets a whole free year from today`() throws {
        var person = Samples.member(from: "2025-02-15", to: "2026-02-14")
        _ = try person.run(.rateSettled(id(5), id(2)))
        #expect(person.terms.last?.validFrom == day("2026-03-01"))
    }

    @Test func `a full refund revokes the term of its registration only, and a new payment grants anew`() throws {
        var person = Samples.member(from: "2026-01-01", to: "2026-12-31")
        _ = try person.run(.rateSettled(id(5), id(2)))
        #expect(try person.run(.rateRefunded(id(6))).isEmpty)
        #expect(try person.run(.rateRefunded(id(5))).count == 1)
        #expect(try person.run(.rateRefunded(id(5))).isEmpty)
        #expect(person.terms.span(on: day("2026-03-01"))?.to == day("2026-12-31"))
        #expect(try person.run(.rateSettled(id(5), id(3))).count == 1)
        #expect(person.terms.span(on: day("2026-03-01"))?.to == day("2027-12-31"))
    }

    @Test func `a revoked term does not carry the next one`() {
        let terms = Samples.member(from: "2026-01-01", to: "2026-12-31", isRevoked: true).terms
        #expect(terms.nextStart(today: day("2026-03-01"), graceDays: 30) == day("2026-03-01"))
        #expect(terms.span(on: day("2026-03-01")) == nil)
    }
}
