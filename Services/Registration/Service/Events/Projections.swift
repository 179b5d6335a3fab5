import Contracts
import Messaging
import PersonMerges
import Postgres
import Primitives
import RegistrationDomain

/// Copies of other services' states: members and coordinators, names, candidates and instructors.
enum Projections {
    static let all: [Projection] = [
        Projection(.person, name: "person") { id, state, sql in
            try await apply(state, to: id, sql)
        },
        Projection(.profile, name: "profile") { id, state, sql in
            guard let state else {
                return sql.enqueue("DELETE FROM profile WHERE person_id = \(id)")
            }
            sql.enqueue(
                """
                INSERT INTO profile (person_id, given_name, family_name, email, email_key, locale)
                VALUES (\(id), \(state.givenName), \(state.familyName), \(state.email), \(EmailKey.of(state.email)),
                    \(state.locale))
                ON CONFLICT (person_id) DO UPDATE SET given_name = excluded.given_name,
                    family_name = excluded.family_name, email = excluded.email, email_key = excluded.email_key,
                    locale = excluded.locale
                """)
        },
        Projection(.agency, name: "agency") { id, state, sql in
            sql.enqueue(
                state == nil
                    ? "DELETE FROM agency WHERE id = \(id)"
                    : "INSERT INTO agency (id) VALUES (\(id)) ON CONFLICT DO NOTHING")
        },
        Projection(.candidate, name: "candidate") { id, state, sql in
            guard let state else {
                return sql.enqueue("DELETE FROM candidate WHERE id = \(id)")
            }
            sql.enqueue(
                """
                INSERT INTO candidate (id, person_id, stage) VALUES (\(id), \(state.personId), \(state.stage.rawValue))
                ON CONFLICT (id) DO UPDATE SET person_id = excluded.person_id, stage = excluded.stage
                """)
        },
        Projection(.instructor, name: "instructor") { id, state, sql in
            guard let state else {
                return sql.enqueue("DELETE FROM instructor WHERE person_id = \(id)")
            }
            sql.enqueue(
                """
                INSERT INTO instructor (person_id, since, active) VALUES (\(id), \(state.since), \(state.active))
                ON CONFLICT (person_id) DO UPDATE SET since = excluded.since, active = excluded.active
                """)
        },
    ]

    private static func apply(_ state: PersonState?, to id: PersonID, _ sql: Transaction) async throws {
        try await PersonMerges.follow(id, mergedInto: state?.mergedInto, in: sql)
        guard let state else {
            sql.enqueue("DELETE FROM person WHERE id = \(id)")
            return
        }
        sql.enqueue(
            """
            INSERT INTO person (id, kind, coordinator_of)
            VALUES (\(id), \(state.kind.rawValue), \(state.coordinatorOf))
            ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, coordinator_of = excluded.coordinator_of
            """)
        sql.enqueue("DELETE FROM person_membership WHERE person_id = \(id)")
        for term in state.memberships {
            sql.enqueue(
                """
                INSERT INTO person_membership (person_id, from_day, to_day, type)
                VALUES (\(id), \(term.from), \(term.to), \(term.type))
                """)
        }
        sql.enqueue("DELETE FROM person_assignment WHERE person_id = \(id)")
        for assignment in state.assignments {
            sql.enqueue(
                """
                INSERT INTO person_assignment (id, person_id, agency_id, from_day, to_day)
                VALUES (\(assignment.id), \(id), \(assignment.agencyId), \(assignment.from), \(assignment.to))
                """)
        }
    }
}
