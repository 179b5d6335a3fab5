import Contracts
import Messaging
import PersonMerges
import Postgres
import Primitives

/// The projections of the other services' state: people, profiles, credentials.
enum Projections {
    static let all: [Projection] = [person, profile, credential]

    private static let person = Projection(.person, name: "instructorQualification.person") { id, state, sql in
        try await PersonMerges.follow(id, mergedInto: state?.mergedInto, in: sql)
        guard let state else {
            sql.enqueue("DELETE FROM person WHERE id = \(id)")
            return
        }
        sql.enqueue(
            """
            INSERT INTO person (id, memberships, holds, assignments, roles)
            VALUES (\(id), \(try StoredPeriod.json(state.memberships)), \(try StoredPeriod.json(state.holds)),
                \(try StoredAssignment.json(state.assignments)), \(state.roles))
            ON CONFLICT (id) DO UPDATE SET memberships = excluded.memberships,
                holds = excluded.holds, assignments = excluded.assignments, roles = excluded.roles
            """)
    }

    private static let profile = Projection(.profile, name: "instructorQualification.profile") { id, state, sql in
        guard let state else {
            sql.enqueue("DELETE FROM profile WHERE person_id = \(id)")
            return
        }
        sql.enqueue(
            """
            INSERT INTO profile (person_id, given_name, family_name, home_state, certification, degree)
            VALUES (\(id), \(state.givenName), \(state.familyName), \(state.homeState),
                \(try StoredCertification.json(state.instructorCertification)), \(state.degree))
            ON CONFLICT (person_id) DO UPDATE SET given_name = excluded.given_name,
                family_name = excluded.family_name, home_state = excluded.home_state,
                certification = excluded.certification, degree = excluded.degree
            """)
    }

    private static let credential = Projection(.credential, name: "instructorQualification.credential") {
        id, state, sql in
        guard let state else {
            sql.enqueue("DELETE FROM credential WHERE id = \(id)")
            return
        }
        sql.enqueue(
            """
            INSERT INTO credential (id, person_id, awarded_on, revoked_on)
            VALUES (\(id), \(state.personId), \(state.awardedOn), \(state.revokedOn))
            ON CONFLICT (id) DO UPDATE SET person_id = excluded.person_id, revoked_on = excluded.revoked_on
            """)
    }
}
