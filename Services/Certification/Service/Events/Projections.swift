import CertificationDomain
import Contracts
import JSONTree
import Messaging
import PersonMerges
import Postgres
import Primitives

/// The copies of other services' state: people, profiles, courses, offerings and completions.
enum Projections {
    static let all: [Projection] = [person, profile, course, offering, completion]

    private static let person = Projection(.person, name: "certification.person") { id, state, sql in
        try await PersonMerges.follow(id, mergedInto: state?.mergedInto, in: sql)
        guard let state else {
            _ = try await sql.execute("DELETE FROM person WHERE id = \(id)")
            return
        }
        _ = try await sql.execute(
            """
            INSERT INTO person (id, assignments)
            VALUES (\(id), \(try JSON.of(state.assignments.map { StoredAssignment(DatedAssignment($0)) })))
            ON CONFLICT (id) DO UPDATE SET assignments = excluded.assignments
            """)
    }

    /// The row of an erased person stays without a name, so that a certificate does not wait for one.
    private static let profile = Projection(.profile, name: "certification.profile") { id, state, sql in
        _ = try await sql.execute(
            """
            INSERT INTO profile (person_id, given_name, family_name, erased)
            VALUES (\(id), \(state?.givenName), \(state?.familyName), \(state == nil))
            ON CONFLICT (person_id) DO UPDATE SET given_name = excluded.given_name,
                family_name = excluded.family_name, erased = excluded.erased
            """)
    }

    private static let course = Projection(.course, name: "certification.course") { code, state, sql in
        guard let state else {
            _ = try await sql.execute("DELETE FROM course WHERE code = \(code)")
            return
        }
        _ = try await sql.execute(
            """
            INSERT INTO course (code, title, minutes, editions)
            VALUES (\(code), \(state.title), \(wholeMinutes(ofHours: state.hours)),
                \(try JSON.of(state.editions.map { StoredEdition(id: $0.id, name: $0.name) })))
            ON CONFLICT (code) DO UPDATE
            SET title = excluded.title, minutes = excluded.minutes, editions = excluded.editions
            """)
    }

    private static let offering = Projection(.offering, name: "certification.offering") { id, state, sql in
        guard let state else {
            _ = try await sql.execute("DELETE FROM offering WHERE id = \(id)")
            return
        }
        _ = try await sql.execute(
            """
            INSERT INTO offering (id, starts_on, ends_on) VALUES (\(id), \(state.base.startsOn), \(state.base.endsOn))
            ON CONFLICT (id) DO UPDATE SET starts_on = excluded.starts_on, ends_on = excluded.ends_on
            """)
    }

    private static let completion = Projection(.completion, name: "certification.completion") { id, state, sql in
        guard let state else {
            _ = try await sql.execute("DELETE FROM completion WHERE id = \(id)")
            return
        }
        let completion = state.base
        _ = try await sql.execute(
            """
            INSERT INTO completion
                (id, person_id, registration_id, course_code, minutes, completed_on, imported, voided)
            VALUES (\(id), \(completion.personId), \(completion.registrationId), \(completion.courseCode),
                \(wholeMinutes(ofHours: completion.hours)), \(completion.completedOn), \(completion.imported),
                \(state.more.voided))
            ON CONFLICT (id) DO UPDATE SET person_id = excluded.person_id, course_code = excluded.course_code,
                minutes = excluded.minutes, completed_on = excluded.completed_on, voided = excluded.voided
            """)
    }
}
