import Postgres
import Primitives
import RegistrationDomain

/// A class to come that names an agency or a lead instructor of which accounts has published nothing yet. Such an id
/// may exist there already, so it is never refused; one that remains is a mistake.
struct UnknownReference: Hashable, Sendable {
    /// Where a page begins: behind this class.
    struct Position: Sendable {
        var startsOn: Day
        var id: OfferingID
    }

    var id: OfferingID
    var title: String
    var startsOn: Day
    /// Nil if the agency is known.
    var agency: AgencyID?
    /// Nil if there is none, or the person is known.
    var leadInstructor: PersonID?
}

/// Reads offerings with unknown references. An agency is known if its state has arrived, or a person works for it or
/// coordinates it; a lead instructor is known if their state or profile has arrived.
struct UnknownReferenceRepository: Sendable {
    let database: PostgresClient

    private static let references = Columns<UnknownReference>(
        """
        id, title, starts_on, CASE WHEN knows_agency THEN NULL ELSE agency_id END,
        CASE WHEN knows_lead THEN NULL ELSE lead_instructor_id END
        """
    ) { row in
        UnknownReference(
            id: try row.next(), title: try row.next(), startsOn: try row.next(), agency: try row.next(),
            leadInstructor: try row.next())
    }

    /// Returns a page of the classes that are not over on a day, by their first days, and one more if there is one.
    func list(from day: Day, after: UnknownReference.Position?, limit: Int) async throws -> [UnknownReference] {
        let after: Query = after.map { "AND (starts_on, id) > (\($0.startsOn), \($0.id))" } ?? ""
        return try await database.read(
            .all(
                Self.references,
                """
                SELECT \(Self.references)
                FROM (SELECT o.*, o.agency_id IN (
                        SELECT id FROM agency UNION SELECT agency_id FROM person_assignment
                        UNION SELECT unnest(coordinator_of) FROM person) AS knows_agency,
                    o.lead_instructor_id IS NULL OR EXISTS (SELECT FROM person p WHERE p.id = o.lead_instructor_id)
                        OR EXISTS (SELECT FROM profile p WHERE p.person_id = o.lead_instructor_id) AS knows_lead
                    FROM offering o WHERE o.status = 'published' AND o.ends_on >= \(day)) AS known
                WHERE NOT (knows_agency AND knows_lead) \(after)
                ORDER BY starts_on, id LIMIT \(limit + 1)
                """))
    }
}
