import Postgres
import Primitives
import RegistrationDomain

/// How an import names a person.
enum PersonReference: Hashable, Sendable {
    case id(PersonID)
    case email(String)
}

/// Finds the persons that an import names.
struct PersonReferenceRepository: Sendable {
    private struct ByID: Sendable {
        var requested: PersonID
        var person: PersonID
    }

    private struct ByEmail: Sendable {
        var key: String
        var person: PersonID
    }

    private static let byID = Columns<ByID>("requested.id, coalesce(s.survivor_id, requested.id)") { row in
        ByID(requested: try row.next(), person: try row.next())
    }

    private static let byEmail = Columns<ByEmail>("p.email_key, coalesce(s.survivor_id, p.person_id)") { row in
        ByEmail(key: try row.next(), person: try row.next())
    }

    /// Returns the persons who are known here, each under the id that survives a merge (A5).
    func find(
        _ references: Set<PersonReference>, from source: any RowSource
    ) async throws -> [PersonReference: PersonID] {
        var ids: [PersonID] = []
        var emails: [String: [PersonReference]] = [:]
        for reference in references {
            switch reference {
            case .id(let id): ids.append(id)
            case .email(let email): emails[EmailKey.of(email), default: []].append(reference)
            }
        }
        let (byID, byEmail) = try await source.read(
            Reading.all(
                Self.byID,
                """
                SELECT \(Self.byID) FROM unnest(\(ids.sorted())) AS requested (id)
                LEFT JOIN person_survivor s ON s.person_id = requested.id
                WHERE EXISTS (SELECT FROM person WHERE id = requested.id)
                    OR EXISTS (SELECT FROM profile WHERE person_id = requested.id)
                """),
            Reading.all(
                Self.byEmail,
                """
                SELECT \(Self.byEmail) FROM profile p LEFT JOIN person_survivor s ON s.person_id = p.person_id
                WHERE p.email_key = ANY(\(Array(emails.keys))) ORDER BY s.survivor_id NULLS LAST
                """))
        var people = Dictionary(uniqueKeysWithValues: byID.map { (PersonReference.id($0.requested), $0.person) })
        // Of several profiles with one address the last counts, which is one that was not merged.
        for found in byEmail {
            for reference in emails[found.key] ?? [] { people[reference] = found.person }
        }
        return people
    }
}
