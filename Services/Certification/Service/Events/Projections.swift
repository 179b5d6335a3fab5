import Contracts
import JSONTree
import Messaging
import PersonMerges
import Postgres
import Primitives
import ServiceKit

/// What this service keeps of the other services' state topics: people, profiles, courses, offerings, completions.
enum Projections {
    static let all: [Projection] = [person, profile, course, offering, completion]

    private static let person = Projection(PersonState.self, name: "certification.person") { key, state, sql in
        guard let id = PersonID(key) else { throw Poison("a person's key is no UUID") }
        try await PersonMerges.follow(id, mergedInto: state?.mergedInto, in: sql)
        guard let state else {
            _ = try await sql.execute("DELETE FROM person WHERE id = \(id)")
            return
        }
        _ = try await sql.execute(
            """
            INSERT INTO person (id, assignments) VALUES (\(id), \(try JSON.of(state.assignments)))
            ON CONFLICT (id) DO UPDATE SET assignments = excluded.assignments
            """)
    }

    /// The row of an erased person stays without its content, so that what waits for the name learns that none will come.
    private static let profile = Projection(ProfileState.self, name: "certification.profile") { key, state, sql in
        guard let id = PersonID(key) else { throw Poison("a profile's key is no UUID") }
        _ = try await sql.execute(
            """
            INSERT INTO profile (person_id, given_name, family_name, erased)
            VALUES (\(id), \(state?.givenName), \(state?.familyName), \(state == nil))
            ON CONFLICT (person_id) DO UPDATE SET given_name = excluded.given_name,
                family_name = excluded.family_name, erased = excluded.erased
            """)
    }

    private static let course = Projection(CourseState.self, name: "certification.course") { key, state, sql in
        guard let state else {
            _ = try await sql.execute("DELETE FROM course WHERE code = \(key)")
            return
        }
        _ = try await sql.execute(
            """
            INSERT INTO course (code, title, minutes, editions)
            VALUES (\(key), \(state.title), \(minutes(state.hours)), \(try JSON.of(state.editions)))
            ON CONFLICT (code) DO UPDATE
            SET title = excluded.title, minutes = excluded.minutes, editions = excluded.editions
            """)
    }

    private static let offering = Projection(OfferingState.self, name: "certification.offering") { key, state, sql in
        guard let id = OfferingID(key) else { throw Poison("an offering's key is no UUID") }
        guard let state else {
            _ = try await sql.execute("DELETE FROM offering WHERE id = \(id)")
            return
        }
        _ = try await sql.execute(
            """
            INSERT INTO offering (id, starts_on, ends_on) VALUES (\(id), \(state.startsOn), \(state.endsOn))
            ON CONFLICT (id) DO UPDATE SET starts_on = excluded.starts_on, ends_on = excluded.ends_on
            """)
    }

    private static let completion = Projection(CompletionState.self, name: "certification.completion") {
        key, state, sql in
        guard let id = CompletionID(key) else { throw Poison("a completion's key is no UUID") }
        guard let state else {
            _ = try await sql.execute("DELETE FROM completion WHERE id = \(id)")
            return
        }
        _ = try await sql.execute(
            """
            INSERT INTO completion
                (id, person_id, registration_id, course_code, minutes, completed_on, imported, voided)
            VALUES (\(id), \(state.personId), \(state.registrationId), \(state.courseCode), \(minutes(state.hours)),
                \(state.completedOn), \(state.imported), \(state.voided))
            ON CONFLICT (id) DO UPDATE SET person_id = excluded.person_id, course_code = excluded.course_code,
                minutes = excluded.minutes, completed_on = excluded.completed_on, voided = excluded.voided
            """)
    }
}

/// Hours of a record as whole minutes.
func minutes(_ hours: Double) -> Int { Int((hours * 60).rounded()) }
