import Postgres
import Primitives
import RegistrationDomain

/// What the projections and our own history know of a person on a day. Nothing known is no membership and no history: a late event
/// never keeps anybody from registering.
struct PersonStanding: Sendable {
    /// Who counts: the survivor of a merge, else the person asked about.
    var person: PersonID
    /// The person and all who were merged into them.
    var identities: [PersonID]
    /// Their state or profile has come.
    var isKnown: Bool
    var isMember: Bool
    var hasCompletedBasic: Bool
    var isCandidate: Bool
    var agencies: [AgencyID]
    /// An active registration in the offering that was asked about (D6); nil when none was.
    var isRegistered: Bool?

    /// A person of whom nothing has come.
    static func unknown(_ person: PersonID) -> PersonStanding {
        PersonStanding(
            person: person, identities: [person], isKnown: false, isMember: false, hasCompletedBasic: false,
            isCandidate: false, agencies: [])
    }
}

extension RegistrationStore {
    /// The standing of each person on a day at the association's seat (E1, E3, E6, and a coordinator's own people).
    func standings(of people: [PersonID], on day: Day, from source: any RowSource) async throws
        -> [PersonID: PersonStanding]
    {
        let rows = try await source.query(standingQuery(people.map { ($0, nil) }, on: day))
        return Dictionary(zip(people, try Self.standings(rows))) { $1 }
    }

    /// To `asked (id)`: who counts, all whose rows are theirs, and whether these are more than the one. Worked out once, whatever asks.
    static let identities: Query = """
        LEFT JOIN person_survivor merged ON merged.person_id = asked.id
        CROSS JOIN LATERAL (
            SELECT survivor, survivor || others AS ids, others <> '{}' AS is_merged FROM (
                SELECT coalesce(merged.survivor_id, asked.id) AS survivor, ARRAY(
                    SELECT person_id FROM person_survivor
                    WHERE survivor_id = coalesce(merged.survivor_id, asked.id)) AS others OFFSET 0) found OFFSET 0
        ) identity
        """

    /// Whether there are such rows of theirs, looked up one by one. Most people are one, and `=` takes the index where a list may have
    /// the planner read all of a class; without OFFSET 0 a plan that was made while the table was small reads all of it for each group
    /// (a hashed subplan).
    static func isThere(_ table: Query, of person: Query = "person_id", where condition: Query = "true") -> Query {
        """
        (EXISTS (SELECT FROM \(table) WHERE \(person) = identity.survivor AND \(condition) OFFSET 0) OR CASE
            WHEN identity.is_merged THEN EXISTS (SELECT FROM \(table) WHERE \(person) = ANY(identity.ids)
                AND \(condition) OFFSET 0) ELSE false END)
        """
    }

    static func isRegistered(in offering: Query) -> Query {
        isThere(
            "registration",
            where: "offering_id = \(offering) AND status IN ('pendingPayment', 'confirmed', 'waitlisted', 'offered')")
    }

    /// - Parameter asked: people, each with the offering where an active registration is looked for.
    func standingQuery(_ asked: [(person: PersonID, offering: OfferingID?)], on day: Day) -> Query {
        let basic: Query = "course_code = \(CourseCode.basicSRO) AND voided_at IS NULL AND completed_on <= \(day)"
        return """
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
            """
    }

    /// In the order in which they were asked about.
    static func standings(_ rows: [Row]) throws -> [PersonStanding] {
        try rows.map { row in
            let (isAsked, survivor, ids, isKnown, isMember, hasBasic, isCandidate, agencies, isRegistered) =
                try row.decode(
                    (Bool, PersonID, [PersonID], Bool, Bool, Bool, Bool, [AgencyID], Bool).self)
            return PersonStanding(
                person: survivor, identities: ids, isKnown: isKnown, isMember: isMember, hasCompletedBasic: hasBasic,
                isCandidate: isCandidate, agencies: agencies,
                isRegistered: isAsked ? isRegistered : nil)
        }
    }

    func standing(of person: PersonID, on day: Day, from source: any RowSource) async throws -> PersonStanding {
        try await standings(of: [person], on: day, from: source)[person] ?? .unknown(person)
    }

    /// Who has this e-mail address; nil when nobody's profile with it has come.
    func person(withEmail email: String, from source: any RowSource) async throws -> PersonID? {
        try await source.query(
            """
            SELECT coalesce(merged.survivor_id, profile.person_id) FROM profile
            LEFT JOIN person_survivor merged USING (person_id)
            WHERE email_key = \(EmailKey.of(email)) ORDER BY merged.survivor_id NULLS FIRST LIMIT 1
            """
        ).first?.value(at: 0)
    }

    /// The present names of people, also of those who were merged into another.
    func names(of people: [PersonID], from source: any RowSource) async throws -> [PersonID: PersonName] {
        let rows = try await source.query(
            """
            SELECT asked.id, given_name, family_name, email FROM unnest(\(people)) AS asked (id)
            LEFT JOIN person_survivor merged ON merged.person_id = asked.id
            JOIN profile ON profile.person_id = coalesce(merged.survivor_id, asked.id)
            """)
        return try rows.reduce(into: [:]) { names, row in
            let (id, given, family, email) = try row.decode((PersonID, String, String, String).self)
            names[id] = PersonName(given: given, family: family, email: email)
        }
    }
}

extension RegistrationStore {
    /// Those whose profile was there and is no more: who was erased, not who has just signed up.
    func erased(of people: [PersonID], from source: any RowSource) async throws -> Set<PersonID> {
        Set(
            try await source.query(
                """
                SELECT asked.id FROM unnest(\(people)) AS asked (id)
                LEFT JOIN person_survivor merged ON merged.person_id = asked.id
                JOIN projection_guard g ON g.projection = 'profile' AND g.is_gone
                    AND g.aggregate_id = coalesce(merged.survivor_id, asked.id)::text
                """
            ).map { try $0.value(at: 0, as: PersonID.self) })
    }
}

/// A person's name and address for rosters and documents.
struct PersonName: Hashable, Sendable {
    var given: String
    var family: String
    var email: String
}
