import AccountsDomain
import Primitives
import Testing

@Suite struct ChangeTests {
    private let today = day("2026-03-01")

    private func hold(_ number: UInt8, from: String, to: String? = nil) -> StandingHold {
        StandingHold(id: id(number), reason: "dues", from: day(from), to: to.map(day))
    }

    private func assignment(_ number: UInt8) -> Assignment {
        Assignment(
            id: id(number), agencyID: id(7), position: .sro, from: day("2022-01-01"), to: nil, schools: [])
    }

    @Test func `what is new is unverified and unchanged`() {
        #expect(!assignment(1).isVerified && assignment(1).version == 1)
        #expect(!hold(1, from: "2026-01-01").isVoid && hold(1, from: "2026-01-01").version == 1)
        #expect(Merge(losing: id(1), surviving: id(2), on: today).undoneOn == nil)
        #expect(!Profile(givenName: "Ada", familyName: "Lee", email: "ada@example.org").isSwornOfficer)
    }

    @Test func `the same profile or roles again change nothing, each difference does`() throws {
        var person = Samples.person
        #expect(try person.run(.changeProfile(person.profile)) == [])
        var profile = person.profile
        profile.degree = "AA"
        #expect(try person.run(.changeProfile(profile)) == [.profileChanged(profile)])
        func roles(_ roles: [String], _ agencies: [AgencyID]) -> PersonCommand {
            .setRoles(roles, coordinatorOf: agencies, isLastAdministrator: false)
        }
        #expect(try person.run(roles(["staff"], [id(2)])).count == 1)
        #expect(try person.run(roles(["staff"], [id(3)])).count == 1)
        #expect(try person.run(roles(["auditor"], [id(3)])).count == 1)
        #expect(try person.run(roles(["auditor"], [id(3)])) == [])
    }

    @Test(arguments: [("2026-02-01", true), ("2026-02-02", true), ("2026-01-31", false)])
    func `a hold ends on its first day or later`(to: String, isAllowed: Bool) {
        var person = Samples.person
        let events = try? person.run(.placeHold(hold(3, from: "2026-02-01", to: to)))
        #expect((events?.count == 1) == isAllowed)
    }

    @Test(
        arguments: [
            ("2026-02-28", nil, "2026-02-28"), ("2026-02-01", "2026-03-01", "2026-02-28"),
            ("2026-02-01", "2026-03-02", "2026-02-28"), ("2026-03-01", nil, "void"), ("2026-03-02", nil, "void"),
            ("2026-02-01", "2026-02-28", "over"),
        ] as [(String, String?, String)])
    func `a lifted hold ends yesterday, is void if it began today, and is not lifted once it is over`(
        from: String, to: String?, result: String
    ) throws {
        var person = Samples.person
        person.holds = [hold(3, from: from, to: to), hold(4, from: "2026-01-01")]
        let before = person
        guard result != "over" else {
            #expect(throws: PersonRejection.holdAlreadyOver) { try person.run(.liftHold(id(3))) }
            #expect(person == before)
            return
        }
        _ = try person.run(.liftHold(id(3)))
        let lifted = person.holds[0]
        #expect(lifted.isVoid == (result == "void") && lifted.version == 2)
        #expect(lifted.to == (lifted.isVoid ? to.map(day) : day(result)))
        #expect(person.holds[1] == before.holds[1])
        #expect(throws: PersonRejection.holdAlreadyOver) { try person.run(.liftHold(id(3))) }
    }

    @Test func `a changed assignment has the next version, and the others stay`() throws {
        var person = Samples.person
        for number in [UInt8(4), 5] { _ = try person.run(.addAssignment(assignment(number))) }
        _ = try person.run(.verifyAssignment(id(5)))
        #expect(person.assignments.map(\.isVerified) == [false, true])
        #expect(person.assignments.map(\.version) == [1, 2])
        #expect(person.assignments.map(\.id) == [id(4), id(5)])
    }

    @Test func `a long chain of merges ends at its survivor`() {
        let into = Dictionary(uniqueKeysWithValues: (UInt8(1)...8).map { (id($0) as PersonID, id($0 + 1) as PersonID) })
        #expect(Merge.survivor(of: id(1), into: into) == id(9))
    }
}
