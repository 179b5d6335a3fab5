import Contracts
import Messaging
import Postgres
import Primitives

/// An employer: police department, sheriff's office, school district.
struct Agency: Sendable, Hashable {
    var id: AgencyID
    var version: Int
    var name: String
    var kind: AgencyKind
    var state: String?
    var country: String

    var change: AgencyChange { AgencyChange(kind: kind, state: state, country: country) }
}

typealias AgencyKind = Vocabulary.AgencyKind

extension AgencyKind: PostgresCodable {}

extension AccountsStore {
    func add(_ agency: Agency, at now: Instant, _ unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO agency (id, version, name, kind, state, country)
            VALUES (\(agency.id), \(agency.version), \(agency.name), \(agency.kind), \(agency.state), \(agency.country))
            """)
        unit.publish(.agencyAdded, agency.change, of: agency.id, at: now)
        unit.setState(.agency, agency.change, of: agency.id, at: now)
    }

    /// The agency under its row's lock.
    func lockAgency(_ id: AgencyID, _ unit: UnitOfWork) async throws -> Agency? {
        try await unit.sql.query("\(Self.agencies) WHERE id = \(id) FOR UPDATE").first.map(agency)
    }

    func update(_ agency: Agency, at now: Instant, _ unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            UPDATE agency SET version = \(agency.version), name = \(agency.name), kind = \(agency.kind),
                state = \(agency.state), country = \(agency.country)
            WHERE id = \(agency.id)
            """)
        unit.publish(.agencyChanged, agency.change, of: agency.id, at: now)
        unit.setState(.agency, agency.change, of: agency.id, at: now)
    }

    func agency(_ id: AgencyID) async throws -> Agency? {
        try await database.query("\(Self.agencies) WHERE id = \(id)").first.map(agency)
    }

    /// By name; at most `limit + 1`, so the caller sees whether there are more.
    func agencies(named text: String?, after: AgencyID?, limit: Int) async throws -> [Agency] {
        try await database.query(
            """
            \(Self.agencies)
            WHERE (\(text)::text IS NULL OR lower(name) LIKE '%' || \(text.map(likePattern)) || '%')
                AND (\(after)::uuid IS NULL OR id > \(after))
            ORDER BY id LIMIT \(limit + 1)
            """
        ).map(agency)
    }

    /// Which of the ids are no agency.
    func unknownAgencies(_ ids: [AgencyID], _ unit: UnitOfWork) async throws -> [AgencyID] {
        guard !ids.isEmpty else { return [] }
        let known = try await unit.sql.query("SELECT id FROM agency WHERE id = ANY (\(ids))").map {
            try $0.value(at: 0, as: AgencyID.self)
        }
        return ids.filter { !known.contains($0) }
    }

    private static let agencies: Query = "SELECT id, version, name, kind, state, country FROM agency"

    private func agency(_ row: Row) throws -> Agency {
        let (id, version, name, kind, state, country) = try row.decode(
            (AgencyID, Int, String, AgencyKind, String?, String).self)
        return Agency(id: id, version: version, name: name, kind: kind, state: state, country: country)
    }
}

/// Text that somebody types in a search, in lower case and without a meaning of its own in LIKE.
func likePattern(_ text: String) -> String {
    text.lowercased().map { "%_\\".contains($0) ? "\\\($0)" : String($0) }.joined()
}
