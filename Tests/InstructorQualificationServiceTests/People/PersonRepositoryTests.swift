import Contracts
import InstructorQualificationDomain
import Messaging
import Postgres
import Primitives
import ServiceKit
import TestSupport
import Testing
import UseCases

@testable import InstructorQualificationService

@Suite struct PersonRepositoryTests {
    private func person(
        _ fixture: InstructorQualificationFixture, _ id: PersonID, mergedInto: PersonID? = nil, year: String,
        isVerified: Bool, roles: [Role] = []
    ) async throws {
        let state = PersonState(
            kind: .member, roles: roles.map(\.rawValue), coordinatorOf: [], mergedInto: mergedInto,
            memberships: [MembershipPeriod(from: day("\(year)-01-01"), to: day("\(year)-12-31"), type: "individual")],
            holds: [HoldPeriod(from: day("\(year)-02-01"), to: isVerified ? day("\(year)-02-02") : nil)],
            assignments: [
                AssignmentPeriod(
                    id: .new(), agencyId: .new(), position: isVerified ? .sro : .schoolSafety,
                    from: day("\(year)-03-01"), to: isVerified ? day("\(year)-03-02") : nil, verified: isVerified)
            ])
        try await fixture.deliver(state: .person, state, of: id)
    }

    @Test func `what other services publish of every id of a person is found`() async throws {
        let fixture = try await InstructorQualificationFixture()
        let people = PersonRepository(database: fixture.database)
        let (id, merged) = (PersonID.new(), PersonID.new())
        #expect(try await people.applicant(id) == Applicant())
        try await person(fixture, merged, mergedInto: id, year: "2024", isVerified: true)
        try await person(fixture, id, year: "2025", isVerified: false)
        try await fixture.credential(.new(), of: merged)
        let profile = ProfileState(
            givenName: "Ada", familyName: "Lee", email: "ada@example.org", locale: "en", homeState: "AL",
            instructorCertification: .init(number: "7", state: "GA", since: day("2020-05-01")), degree: "AA")
        try await fixture.deliver(state: .profile, profile, of: merged)

        var found = try await people.applicant(id)
        found.memberships.sort { $0.from < $1.from }
        found.holds.sort { $0.from < $1.from }
        found.assignments.sort { $0.from < $1.from }
        #expect(
            found
                == Applicant(
                    memberships: [
                        Period(from: day("2024-01-01"), to: day("2024-12-31")),
                        Period(from: day("2025-01-01"), to: day("2025-12-31")),
                    ],
                    holds: [
                        Period(from: day("2024-02-01"), to: day("2024-02-02")),
                        Period(from: day("2025-02-01"), to: nil),
                    ],
                    assignments: [
                        DatedAssignment(
                            position: .sro, from: day("2024-03-01"), to: day("2024-03-02"), verified: true),
                        DatedAssignment(position: .schoolSafety, from: day("2025-03-01"), to: nil, verified: false),
                    ],
                    isPractitioner: true, homeState: "AL",
                    certification: InstructorQualificationDomain.InstructorCertification(
                        number: "7", state: "GA", since: day("2020-05-01")),
                    degree: "AA"))
        try await fixture.profile(id, homeState: "FL")
        #expect(try await people.applicant(id).homeState == "FL")
    }

    @Test(arguments: [
        (Role.trainingDirector, true), (.trainingCommittee, true), (.executiveDirector, false), (.staff, false),
    ])
    func `committee members and the Training Director may interview`(role: Role, may: Bool) async throws {
        let fixture = try await InstructorQualificationFixture()
        let people = PersonRepository(database: fixture.database)
        let (id, other) = (PersonID.new(), PersonID.new())
        try await person(fixture, id, year: "2026", isVerified: true, roles: [role])
        let answers = try await fixture.context.journal.update { unit in
            [
                try await people.mayInterview(id, in: unit), try await people.mayInterview(other, in: unit),
                try await people.isKnown(id, in: unit), try await people.isKnown(other, in: unit),
            ]
        }
        #expect(answers == [may, false, true, false])
    }
}
