import AccountsDomain
import Primitives
import Testing

@Suite struct StandingTests {
    @Test(arguments: [
        ("2025-12-31", false), ("2026-01-01", true), ("2026-04-30", true), ("2026-05-01", false), ("2026-05-31", false),
        ("2026-06-01", true), ("2026-12-31", true), ("2027-01-01", false),
    ])
    func `good standing is a term on that day and no hold`(on: String, isGood: Bool) throws {
        var person = Samples.member(from: "2026-01-01", to: "2026-12-31")
        _ = try person.run(
            .placeHold(StandingHold(id: id(3), reason: "dues", from: day("2026-05-01"), to: day("2026-05-31"))))
        #expect(person.isInGoodStanding(on: day(on)) == isGood)
    }

    @Test func `a lifted hold ends the day before, and one lifted before it began never counted`() throws {
        var person = Samples.member(from: "2026-01-01", to: "2026-12-31")
        _ = try person.run(.placeHold(StandingHold(id: id(3), reason: "x", from: day("2026-02-01"), to: nil)))
        #expect(!person.isInGoodStanding(on: day("2026-03-01")))
        _ = try person.run(.liftHold(id(3)))
        #expect(person.isInGoodStanding(on: day("2026-03-01")))
        #expect(!person.isInGoodStanding(on: day("2026-02-28")))
        #expect(throws: PersonRejection.holdAlreadyOver) { try person.run(.liftHold(id(3))) }
        #expect(throws: PersonRejection.holdUnknown) { try person.run(.liftHold(id(4))) }
        _ = try person.run(.placeHold(StandingHold(id: id(5), reason: "y", from: day("2026-03-01"), to: nil)))
        _ = try person.run(.liftHold(id(5)))
        #expect(person.isInGoodStanding(on: day("2026-03-01")))
    }

    @Test func `a hold that ends before it begins is refused`() {
        #expect(throws: PersonRejection.datesReversed) {
            var person = Samples.person
            _ = try person.run(
                .placeHold(StandingHold(id: id(3), reason: "x", from: day("2026-02-02"), to: day("2026-02-01"))))
        }
    }

    private func status(_ person: Person, on text: String) -> Standing? {
        Standing(terms: person.terms, holds: person.holds, order: person.order, on: day(text))
    }

    @Test func `a standing is upcoming, active or expired, and shows the days without a gap`() throws {
        var person = Samples.member(from: "2026-01-01", to: "2026-12-31")
        person.terms.append(
            MembershipTerm(
                id: id(8), type: "individual", validFrom: day("2027-01-01"), validTo: day("2027-12-31"),
                cause: .purchase))
        for (today, expected, isGood) in [
            ("2025-12-31", Standing.Status.upcoming, false), ("2026-01-01", .active, true),
            ("2027-12-31", .active, true), ("2028-01-01", .expired, false),
        ] {
            let standing = try #require(status(person, on: today))
            #expect(standing.status == expected && standing.isInGoodStanding == isGood, "\(today)")
            #expect(standing.validFrom == day("2026-01-01") && standing.validTo == day("2027-12-31"), "\(today)")
        }
        person.holds = [StandingHold(id: id(3), reason: "dues", from: day("2026-05-01"), to: nil)]
        #expect(status(person, on: "2026-05-01")?.status == .active)
        #expect(status(person, on: "2026-05-01")?.isInGoodStanding == false)
    }

    @Test func `without a term in force or to come an order counts, and revoked terms do not`() throws {
        var person = Samples.member(from: "2025-01-01", to: "2025-12-31", isRevoked: true)
        #expect(status(person, on: "2025-06-01") == nil)
        person.order = MembershipOrder(id: id(4), type: "individual", amountDue: 50_00)
        #expect(status(person, on: "2025-06-01")?.status == .pendingPayment)
        #expect(person.membership(id(4))?.version == 1 && person.membership(id(4))?.amountDue == 50_00)
        #expect(person.membership(id(9))?.status == .revoked && person.membership(id(9))?.version == 3)
        #expect(Samples.member(from: "2025-01-01", to: "2025-12-31").membership(id(9))?.version == 2)
        #expect(person.membership(id(5)) == nil)
    }
}
