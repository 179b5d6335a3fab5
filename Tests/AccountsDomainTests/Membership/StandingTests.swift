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
}
