import AccountsDomain
import FoundationEssentials
import Messaging
import Postgres
import Primitives

/// A merge with its id and the reason that staff gave.
struct StoredMerge: Sendable, Hashable {
    var id: UUID
    var merge: Merge
    var reason: String

    /// The version of the merge. An undo is its only change.
    var version: Int { merge.undoneOn == nil ? 1 : 2 }
}

/// The table of merges, and the chains of persons that they make.
struct MergeRepository: Sendable {
    let database: PostgresClient

    private static let merges = Columns<StoredMerge>("id, losing, surviving, merged_on, undone_on, reason") { row in
        StoredMerge(
            id: try row.next(),
            merge: Merge(
                losing: try row.next(), surviving: try row.next(), on: try row.next(), undoneOn: try row.next()),
            reason: try row.next())
    }

    func find(_ id: UUID) async throws -> StoredMerge? {
        try await database.read(.first(Self.merges, "SELECT \(Self.merges) FROM merge WHERE id = \(id)"))
    }

    /// Locks the merge until the transaction ends (W1).
    func lock(_ id: UUID, in unit: UnitOfWork) async throws -> StoredMerge? {
        try await unit.sql.read(.first(Self.merges, "SELECT \(Self.merges) FROM merge WHERE id = \(id) FOR UPDATE"))
    }

    func insert(_ stored: StoredMerge, in unit: UnitOfWork) {
        let merge = stored.merge
        unit.sql.enqueue(
            """
            INSERT INTO merge (id, losing, surviving, reason, merged_on, undone_on)
            VALUES (\(stored.id), \(merge.losing), \(merge.surviving), \(stored.reason), \(merge.on),
                \(merge.undoneOn))
            """)
    }

    /// Writes the undo of a locked merge.
    func save(_ stored: StoredMerge, in unit: UnitOfWork) {
        unit.sql.enqueue("UPDATE merge SET undone_on = \(stored.merge.undoneOn) WHERE id = \(stored.id)")
    }

    private static let links = Columns<(PersonID, PersonID)>("id, merged_into") { row in
        (try row.next(), try row.next())
    }

    /// Returns each merge from this person on: its losing person and its surviving person.
    func chain(from id: PersonID, in unit: UnitOfWork) async throws -> [PersonID: PersonID] {
        let links = try await unit.sql.read(
            .all(
                Self.links,
                """
                WITH RECURSIVE chain AS (
                    SELECT id, merged_into, 0 AS step FROM person WHERE id = \(id)
                    UNION ALL
                    SELECT p.id, p.merged_into, c.step + 1 FROM person p JOIN chain c ON p.id = c.merged_into
                    WHERE c.step < 100
                )
                SELECT \(Self.links) FROM chain WHERE merged_into IS NOT NULL
                """))
        return Dictionary(links) { first, _ in first }
    }

    /// Returns the surviving person after all merges of this person, which may be the same person.
    func survivor(of id: PersonID, in unit: UnitOfWork) async throws -> PersonID {
        Merge.survivor(of: id, into: try await chain(from: id, in: unit))
    }
}
