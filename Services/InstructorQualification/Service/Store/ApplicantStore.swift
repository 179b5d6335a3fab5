import Contracts
import InstructorQualificationDomain
import JSONTree
import Postgres
import Primitives

/// What the other services' events say of a person, every id of theirs united (A5).
struct ApplicantStore: Sendable {
    let database: PostgresClient

    func applicant(_ person: PersonID, from source: any RowSource) async throws -> Applicant {
        var applicant = Applicant()
        let people = try await source.query(
            "SELECT memberships, holds, assignments FROM person WHERE id IN (SELECT people_of(\(person)))")
        for row in people {
            let (memberships, holds, assignments) = try row.decode((JSON, JSON, JSON).self)
            applicant.memberships += try memberships.decoded([MembershipPeriod].self).map {
                Period(from: $0.from, to: $0.to)
            }
            applicant.holds += try holds.decoded([HoldPeriod].self).map { Period(from: $0.from, to: $0.to) }
            applicant.assignments += try assignments.decoded([AssignmentPeriod].self).map(DatedAssignment.init)
        }
        let credentials = try await source.query(
            """
            SELECT 1 FROM credential
            WHERE person_id IN (SELECT people_of(\(person))) AND revoked_on IS NULL LIMIT 1
            """)
        applicant.isPractitioner = !credentials.isEmpty
        let profiles = try await source.query(
            """
            SELECT home_state, certification, degree FROM profile
            WHERE person_id IN (SELECT people_of(\(person))) ORDER BY person_id = \(person) DESC LIMIT 1
            """)
        if let profile = profiles.first {
            let (state, certification, degree) = try profile.decode((String?, JSON?, String?).self)
            applicant.homeState = state
            applicant.certification = try certification?.decoded(
                InstructorQualificationDomain.InstructorCertification.self)
            applicant.degree = degree
        }
        return applicant
    }

    /// Whether there is such a person, as far as accounts has told.
    func isKnown(_ person: PersonID, from source: any RowSource) async throws -> Bool {
        try await !source.query("SELECT 1 FROM person WHERE id IN (SELECT people_of(\(person))) LIMIT 1").isEmpty
    }

    /// Whether the person may hold an interview (H11): a committee member or the Training Director.
    func mayInterview(_ person: PersonID, from source: any RowSource) async throws -> Bool {
        try await !source.query(
            """
            SELECT 1 FROM person WHERE id IN (SELECT people_of(\(person)))
                AND roles && ARRAY['trainingDirector', 'trainingCommittee'] LIMIT 1
            """
        ).isEmpty
    }
}
