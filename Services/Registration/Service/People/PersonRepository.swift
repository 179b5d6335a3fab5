import Postgres
import Primitives
import RegistrationDomain

/// Reads persons from the projections of other services' state, and their history here. All ids of a merged person mean
/// one person (A5).
struct PersonRepository: Sendable {
    let database: PostgresClient

    /// A person whose standing is asked for, with the offering in which an active registration is looked for.
    struct Inquiry: Sendable {
        var person: PersonID
        var offering: OfferingID?
    }

    private static let standings = Columns<PersonStanding>(
        """
        has_offering, survivor, ids, is_known, is_member, has_completed_basic, is_candidate, agencies, is_registered
        """
    ) { row in
        let hasOffering: Bool = try row.next()
        var standing = PersonStanding(
            person: try row.next(), identities: try row.next(), isKnown: try row.next(), isMember: try row.next(),
            hasCompletedBasic: try row.next(), isCandidate: try row.next(), agencies: try row.next())
        let isRegistered: Bool = try row.next()
        standing.isRegistered = hasOffering ? isRegistered : nil
        return standing
    }

    /// A name under the id that was asked about.
    private struct NameRow {
        var person: PersonID
        var name: PersonName
    }

    private static let names = Columns<NameRow>("asked.id, given_name, family_name, email") { row in
        NameRow(
            person: try row.next(),
            name: PersonName(given: try row.next(), family: try row.next(), email: try row.next()))
    }

    /// Reads the standing of each person on a day in the association's time zone, in the order of the inquiries
    /// (E1, E3, E6, D3).
    func standings(of asked: [Inquiry], on day: Day) -> Reading<[PersonStanding]> {
        let basic: Query = "course_code = \(CourseCode.basicSRO) AND voided_at IS NULL AND completed_on <= \(day)"
        return .all(
            Self.standings,
            """
            SELECT asked.offering IS NOT NULL, identity.survivor, identity.ids,
                \(Self.isThere("person", of: "id")) OR \(Self.isThere("profile")),
                \(Self.isThere("person_membership", where: "\(day) BETWEEN from_day AND to_day")),
                \(Self.isThere("completion", where: basic)),
                \(Self.isThere("candidate", where: "stage NOT IN ('removed', 'inactive')")),
                ARRAY(SELECT DISTINCT agency_id FROM person_assignment WHERE person_id = ANY(identity.ids)
                    AND from_day <= \(day) AND (to_day IS NULL OR to_day >= \(day))),
                \(Self.isRegistered(in: "asked.offering"))
            FROM unnest(\(asked.map(\.person)), \(asked.map(\.offering)))
                WITH ORDINALITY AS asked (id, offering, place)
            \(Self.identities)
            ORDER BY asked.place
            """)
    }

    /// Returns the standing of each person on a day in the association's time zone.
    func standings(
        of people: [PersonID], on day: Day, from source: any RowSource
    ) async throws -> [PersonID: PersonStanding] {
        let standings = try await source.read(standings(of: people.map { Inquiry(person: $0) }, on: day))
        return Dictionary(zip(people, standings)) { $1 }
    }

    func standing(of person: PersonID, on day: Day, from source: any RowSource) async throws -> PersonStanding {
        try await standings(of: [person], on: day, from: source)[person] ?? .unknown(person)
    }

    /// Returns the person with this e-mail address; nil if no profile with it has arrived.
    func person(withEmail email: String, from source: any RowSource) async throws -> PersonID? {
        try await source.read(
            .first(
                PersonID.self,
                """
                SELECT coalesce(merged.survivor_id, profile.person_id) FROM profile
                LEFT JOIN person_survivor merged USING (person_id)
                WHERE email_key = \(EmailKey.of(email)) ORDER BY merged.survivor_id NULLS FIRST LIMIT 1
                """))
    }

    /// Returns the present names of people, for a merged person those of the survivor.
    func names(of people: [PersonID], from source: any RowSource) async throws -> [PersonID: PersonName] {
        let rows = try await source.read(
            .all(
                Self.names,
                """
                SELECT \(Self.names) FROM unnest(\(people)) AS asked (id)
                LEFT JOIN person_survivor merged ON merged.person_id = asked.id
                JOIN profile ON profile.person_id = coalesce(merged.survivor_id, asked.id)
                """))
        return Dictionary(rows.map { ($0.person, $0.name) }) { $1 }
    }

    /// Returns those whose profile had arrived and was deleted: people who were erased, unlike those who have just
    /// signed up.
    func erased(among people: [PersonID], from source: any RowSource) async throws -> Set<PersonID> {
        Set(
            try await source.read(
                .all(
                    PersonID.self,
                    """
                    SELECT asked.id FROM unnest(\(people)) AS asked (id)
                    LEFT JOIN person_survivor merged ON merged.person_id = asked.id
                    JOIN projection_guard g ON g.projection = 'profile' AND g.is_gone
                        AND g.aggregate_id = coalesce(merged.survivor_id, asked.id)::text
                    """)))
    }
}

// Parts of statements about a table `asked (id)` of people.

extension PersonRepository {
    /// Joins `identity`: the survivor, all ids of the person, and whether there is more than one.
    static let identities: Query = """
        LEFT JOIN person_survivor merged ON merged.person_id = asked.id
        CROSS JOIN LATERAL (
            SELECT survivor, survivor || others AS ids, others <> '{}' AS is_merged FROM (
                SELECT coalesce(merged.survivor_id, asked.id) AS survivor, ARRAY(
                    SELECT person_id FROM person_survivor
                    WHERE survivor_id = coalesce(merged.survivor_id, asked.id)) AS others OFFSET 0) found OFFSET 0
        ) identity
        """

    /// The expression whether a table has such rows of the person. Most people have one id, and `=` uses the index
    /// where a list of ids may make the planner read a whole class. Without `OFFSET 0`, a plan that was made while the
    /// table was small reads all of it for each group, as a hashed subplan.
    static func isThere(_ table: Query, of person: Query = "person_id", where condition: Query = "true") -> Query {
        """
        (EXISTS (SELECT FROM \(table) WHERE \(person) = identity.survivor AND \(condition) OFFSET 0) OR CASE
            WHEN identity.is_merged THEN EXISTS (SELECT FROM \(table) WHERE \(person) = ANY(identity.ids)
                AND \(condition) OFFSET 0) ELSE false END)
        """
    }

    /// The expression whether the person has an active registration in an offering (D6).
    static func isRegistered(in offering: Query) -> Query {
        isThere(
            "registration",
            where: "offering_id = \(offering) AND status IN ('pendingPayment', 'confirmed', 'waitlisted', 'offered')")
    }
}
