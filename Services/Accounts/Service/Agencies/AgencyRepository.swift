import AccountsDomain
import Messaging
import Postgres
import Primitives

extension Agency.Kind: PostgresCodable {}

/// The table of agencies.
struct AgencyRepository: Sendable {
    let database: PostgresClient

    private static let agencies = Columns<Agency>("id, name, kind, state, country, version") { row in
        Agency(
            id: try row.next(), name: try row.next(), kind: try row.next(), state: try row.next(),
            country: try row.next(), version: try row.next())
    }

    func find(_ id: AgencyID) async throws -> Agency? {
        try await database.read(.first(Self.agencies, "SELECT \(Self.agencies) FROM agency WHERE id = \(id)"))
    }

    /// Locks the agency until the transaction ends (W1).
    func lock(_ id: AgencyID, in unit: UnitOfWork) async throws -> Agency? {
        try await unit.sql.read(
            .first(Self.agencies, "SELECT \(Self.agencies) FROM agency WHERE id = \(id) FOR UPDATE"))
    }

    /// Returns a page of agencies by their ids, with the text in their names, and one more if there is one.
    func list(named text: String?, after: AgencyID?, limit: Int) async throws -> [Agency] {
        let pattern = text.map(likePattern)
        return try await database.read(
            .all(
                Self.agencies,
                """
                SELECT \(Self.agencies) FROM agency
                WHERE (\(pattern)::text IS NULL OR lower(name) LIKE '%' || \(pattern) || '%')
                    AND (\(after)::uuid IS NULL OR id > \(after))
                ORDER BY id LIMIT \(limit + 1)
                """))
    }

    /// Returns whether all the ids are those of agencies.
    func containsAll(_ ids: [AgencyID], in unit: UnitOfWork) async throws -> Bool {
        guard !ids.isEmpty else { return true }
        let known = try await unit.sql.read(.all(AgencyID.self, "SELECT id FROM agency WHERE id = ANY (\(ids))"))
        return Set(ids).isSubset(of: known)
    }

    func insert(_ agency: Agency, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO agency (id, version, name, kind, state, country)
            VALUES (\(agency.id), \(agency.version), \(agency.name), \(agency.kind), \(agency.state), \(agency.country))
            """)
    }

    /// Writes a locked agency under its next version.
    ///
    /// - Returns: the agency as it is stored.
    func save(_ agency: Agency, in unit: UnitOfWork) -> Agency {
        var saved = agency
        saved.version += 1
        unit.sql.enqueue(
            """
            UPDATE agency SET version = \(saved.version), name = \(agency.name), kind = \(agency.kind),
                state = \(agency.state), country = \(agency.country)
            WHERE id = \(agency.id) AND version = \(agency.version)
            """)
        return saved
    }
}
