import AccountsDomain
import Primitives
import Testing

@Suite struct RolesTests {
    @Test func `roles are a set, and setting the same again changes nothing`() throws {
        var person = Samples.person
        let command = PersonCommand.setRoles(
            ["staff", "auditor", "staff"], coordinatorOf: [id(2)], isLastAdministrator: false)
        #expect(try person.run(command) == [.rolesChanged(["auditor", "staff"], coordinatorOf: [id(2)])])
        #expect(try person.run(command).isEmpty)
    }

    @Test func `the last administrator stays one`() {
        #expect(throws: PersonRejection.lastAdministrator) {
            var person = Samples.person
            _ = try person.run(.setRoles(["staff"], coordinatorOf: [], isLastAdministrator: true))
        }
    }

    @Test func `a person who was merged into another gets no roles`() {
        var person = Samples.person
        person.mergedInto = id(2)
        #expect(throws: PersonRejection.personMerged) {
            try person.decide(
                .setRoles([], coordinatorOf: [], isLastAdministrator: true), today: day("2026-03-01"),
                policy: Samples.policy)
        }
    }

    @Test func `a person holds more than roles and agencies that lack one of the person's`() {
        var person = Samples.person
        (person.roles, person.coordinatorOf) = (["auditor", "staff"], [id(2)])
        #expect(!person.holdsMore(than: ["auditor", "staff", "admin"], coordinatorOf: [id(2), id(3)]))
        #expect(person.holdsMore(than: ["auditor"], coordinatorOf: [id(2)]))
        #expect(person.holdsMore(than: ["auditor", "staff"], coordinatorOf: []))
    }
}
