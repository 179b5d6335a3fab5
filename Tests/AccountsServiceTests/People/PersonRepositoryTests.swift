import AccountsDomain
import DomainClock
import Messaging
import Primitives
import ServiceKit
import TestSupport
import Testing

@testable import AccountsService

@Suite struct PersonRepositoryTests {
    private static let agency = Agency(id: .new(), name: "Hoover Police", kind: .other, country: "US")
    private static let survivor = Person(
        id: .new(), kind: .registrant,
        profile: Profile(givenName: "Ada", familyName: "Ash", email: "ada@example.org", locale: "en"))

    private static var merged: Person {
        let profile = Profile(
            givenName: "Zoë", familyName: "Nguyễn", email: "zoe@example.org", locale: "fr-CA", homeState: "AL",
            isSwornOfficer: true,
            certification: Profile.Certification(number: "77", state: "TX", since: Day(daysSince1970: 18_000)),
            degree: "BA")
        var person = Person(
            id: .new(), kind: .member, profile: profile, roles: ["auditor"], coordinatorOf: [agency.id],
            mergedInto: survivor.id, version: 2)
        person.terms = [
            MembershipTerm(
                id: .new(), type: "individual", validFrom: Day(daysSince1970: 20_000),
                validTo: Day(daysSince1970: 20_364), cause: .ratePaid, registrationID: .new())
        ]
        person.order = MembershipOrder(id: .new(), type: "agency", amountDue: 75_00)
        person.holds = [
            StandingHold(
                id: .new(), reason: "dues", from: Day(daysSince1970: 20_100), to: Day(daysSince1970: 20_101),
                isVoid: true)
        ]
        person.assignments = [
            Assignment(
                id: .new(), agencyID: agency.id, position: .sro, from: Day(daysSince1970: 17_000),
                to: Day(daysSince1970: 17_900), schools: ["North High"], isVerified: true)
        ]
        return person
    }

    /// The events that make the person of an inserted one.
    private func events(of person: Person) -> [PersonEvent] {
        [.profileChanged(person.profile)] + person.terms.map { .membershipGranted($0) }
            + person.holds.map { .holdPlaced($0) } + person.assignments.map { .assignmentAdded($0) }
            + (person.order.map { [.membershipOrdered($0)] } ?? [])
    }

    @Test func `a person is found with all parts as they were saved`() async throws {
        let fixture = try await AccountsFixture()
        let journal = fixture.context.journal
        let people = PersonRepository(database: fixture.database)
        let accounts = AccountRepository(database: fixture.database)
        func insert(_ person: Person) async throws {
            try await journal.update { unit in
                people.insert([person], at: fixture.clock.now, in: unit)
                let email = try #require(EmailAddress(person.profile.email))
                accounts.insert([Account(person: person, email: email, passwordHash: nil)], in: unit)
            }
        }
        try await journal.update { unit in
            AgencyRepository(database: fixture.database).insert(Self.agency, in: unit)
        }
        try await insert(Self.survivor)
        #expect(try await people.find(Self.survivor.id) == Self.survivor)
        let person = Self.merged
        try await insert(person)
        let saved = try await journal.update { unit in
            let locked = try #require(try await people.lock(person.id, in: unit))
            #expect(locked.profile.email == person.profile.email && locked.version == 1)
            var changed = person
            changed.version = locked.version
            return people.save(changed, after: events(of: person), in: unit)
        }
        #expect(saved == person)
        #expect(try await people.find(person.id) == person)
        try await expectOwners(of: person, fixture)
        #expect(Set(try await people.united(with: Self.survivor.id).map(\.id)) == [person.id, Self.survivor.id])
        #expect(try await people.list(matching: "nguyễn zoe@", after: nil, limit: 5).map(\.id) == [person.id])
    }

    /// Expects that the person of each part is found.
    private func expectOwners(of person: Person, _ fixture: AccountsFixture) async throws {
        let memberships = MembershipRepository(database: fixture.database)
        let (term, order) = (try #require(person.terms.first), try #require(person.order))
        let (hold, assignment) = (try #require(person.holds.first), try #require(person.assignments.first))
        try await fixture.context.journal.update { unit in
            #expect(try await memberships.owner(of: order.id, in: unit) == person.id)
            #expect(try await HoldRepository().owner(of: hold.id, in: unit) == person.id)
            #expect(
                try await AssignmentRepository().owner(of: assignment.id, in: unit)
                    == AssignmentOwner(person: person.id, agency: assignment.agencyID))
            let registration = try #require(term.registrationID)
            #expect(try await memberships.holder(of: registration, in: unit) == person.id)
            #expect(try await memberships.holder(of: .new(), in: unit) == nil)
        }
        #expect(try await memberships.owner(of: term.id) == person.id)
        #expect(try await memberships.owner(of: .new()) == nil)
    }
}
