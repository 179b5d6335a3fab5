import Contracts
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite struct PersonRepositoryTests {
    @Test func `a standing has each fact of its person, in the order of the inquiries`() async throws {
        let fixture = try await RegistrationFixture()
        let people = PersonRepository(database: fixture.database)
        let (known, member, candidate, former, survivor) = (
            PersonID.new(), PersonID.new(), PersonID.new(), PersonID.new(), PersonID.new()
        )
        let offering = OfferingID.new()
        try await fixture.know(known, agency: fixture.agency)
        try await fixture.know(member, memberFrom: "2026-01-01", to: "2026-12-31")
        try await fixture.deliver(
            state: .candidate,
            CandidateState(personId: candidate, stage: .intern, dueOn: day("2027-01-01"), suspended: false), of: .new())
        try await fixture.know(survivor, email: "sue@example.org")
        try await fixture.know(former, mergedInto: survivor)
        let asked = [known, member, candidate, former, PersonID.new()]
        let standings = try await fixture.database.read(
            people.standings(
                of: asked.map { PersonRepository.Inquiry(person: $0, offering: $0 == member ? offering : nil) },
                on: day("2026-03-01")))
        #expect(standings.map(\.person) == [known, member, candidate, survivor, asked[4]])
        #expect(standings.map(\.isKnown) == [true, true, false, true, false])
        #expect(standings.map(\.isMember) == [false, true, false, false, false])
        #expect(standings.map(\.isCandidate) == [false, false, true, false, false])
        #expect(standings.map(\.hasCompletedBasic) == [false, false, false, false, false])
        #expect(standings.map(\.isRegistered) == [nil, false, nil, nil, nil])
        #expect(standings.map(\.agencies) == [[fixture.agency], [], [], [], []])
        #expect(Set(standings[3].identities) == [former, survivor])
        let later = try await people.standing(of: member, on: day("2027-01-01"), from: fixture.database)
        #expect(!later.isMember)
        #expect(try await people.person(withEmail: " SUE@example.org", from: fixture.database) == survivor)
        let names = try await people.names(of: [former, known], from: fixture.database)
        #expect(names == [former: PersonName(given: "Omar", family: "Ortiz", email: "sue@example.org")])
    }
}
