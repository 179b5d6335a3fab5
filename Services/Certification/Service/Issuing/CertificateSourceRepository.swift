import CertificationDomain
import Messaging
import Postgres
import Primitives

/// What the copies of other services' state say for a certificate; a part is nil until it has arrived.
struct CertificateSources: Hashable, Sendable {
    /// The titles of a course and of the completion's edition.
    struct Course: Hashable, Sendable {
        var title: String
        var editionName: String?
    }

    var course: Course?
    /// The first day of the class.
    var startsOn: Day?
    /// The name of the person, of the survivor after a merge (A5).
    var name: PersonName?
}

/// The copies of other services' state that a certificate shows: courses, classes and names (F4).
struct CertificateSourceRepository: Sendable {
    private static let courses = Columns<CertificateSources.Course>("course.title, edition.name") { row in
        CertificateSources.Course(title: try row.next(), editionName: try row.next())
    }

    private static let names = Columns<PersonName>("profile.given_name, profile.family_name, profile.erased") { row in
        PersonName(given: try row.next(), family: try row.next(), isErased: try row.next())
    }

    /// Returns all parts for a completion's certificate in one round trip.
    func find(for completion: Completion, from source: any RowSource) async throws -> CertificateSources {
        let (course, startsOn, name) = try await source.read(
            Reading.first(
                Self.courses,
                """
                SELECT \(Self.courses) FROM course LEFT JOIN LATERAL (
                    SELECT value->>'name' AS name FROM jsonb_array_elements(editions)
                    WHERE value->>'id' = \(completion.edition.description) LIMIT 1) AS edition ON true
                WHERE course.code = \(completion.course)
                """),
            Reading.first(Day.self, "SELECT starts_on FROM offering WHERE id = \(completion.offering)"),
            Reading.first(
                Self.names,
                """
                SELECT \(Self.names) FROM profile LEFT JOIN person_merge USING (person_id)
                WHERE profile.person_id IN (SELECT people_of(\(completion.person)))
                ORDER BY profile.erased, person_merge.merged_into IS NOT NULL,
                    profile.person_id = \(completion.person) DESC
                LIMIT 1
                """))
        return CertificateSources(course: course, startsOn: startsOn, name: name)
    }
}
