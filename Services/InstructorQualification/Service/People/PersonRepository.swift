import InstructorQualificationDomain
import JSONTree
import Messaging
import Postgres
import Primitives

/// The tables of what the other services' events say about persons. All ids of a person are united (A5).
struct PersonRepository: Sendable {
    let database: PostgresClient

    private static let people = Columns<Applicant>("memberships, holds, assignments") { row in
        Applicant(
            memberships: try StoredPeriod.periods(row.next()), holds: try StoredPeriod.periods(row.next()),
            assignments: try StoredAssignment.assignments(row.next()))
    }

    private static let profiles = Columns<Applicant>("home_state, certification, degree") { row in
        Applicant(
            homeState: try row.next(), certification: try StoredCertification.certification(row.next()),
            degree: try row.next())
    }

    /// Returns what is known about a person; nothing for an unknown one.
    func applicant(_ person: PersonID) async throws -> Applicant {
        try await applicant(person, from: database)
    }

    func applicant(_ person: PersonID, from source: any RowSource) async throws -> Applicant {
        let (people, isPractitioner, profile) = try await source.read(
            Reading.all(
                Self.people, "SELECT \(Self.people) FROM person WHERE id IN (SELECT people_of(\(person))) ORDER BY id"),
            Reading.scalar(
                Bool.self,
                """
                SELECT EXISTS (SELECT FROM credential
                    WHERE person_id IN (SELECT people_of(\(person))) AND revoked_on IS NULL)
                """),
            Reading.first(
                Self.profiles,
                """
                SELECT \(Self.profiles) FROM profile WHERE person_id IN (SELECT people_of(\(person)))
                ORDER BY person_id = \(person) DESC LIMIT 1
                """))
        var applicant = profile ?? Applicant()
        applicant.memberships = people.flatMap(\.memberships)
        applicant.holds = people.flatMap(\.holds)
        applicant.assignments = people.flatMap(\.assignments)
        applicant.isPractitioner = isPractitioner
        return applicant
    }

    /// Returns whether accounts has such a person.
    func isKnown(_ person: PersonID, in unit: UnitOfWork) async throws -> Bool {
        try await unit.sql.read(
            .scalar(Bool.self, "SELECT EXISTS (SELECT FROM person WHERE id IN (SELECT people_of(\(person))))"))
    }

    /// Returns whether the person is a committee member or the Training Director (H11).
    func mayInterview(_ person: PersonID, in unit: UnitOfWork) async throws -> Bool {
        try await unit.sql.read(
            .scalar(
                Bool.self,
                """
                SELECT EXISTS (SELECT FROM person WHERE id IN (SELECT people_of(\(person)))
                    AND roles && ARRAY['trainingDirector', 'trainingCommittee'])
                """))
    }
}
