import AccountsDomain
import FoundationEssentials
import Messaging
import Postgres
import Primitives

/// A merge as the table keeps it.
struct StoredMerge: Sendable {
    let id: UUID
    let merge: Merge
    let reason: String
    let undoneOn: Day?

    /// An undo is all that can happen to it.
    var version: Int { undoneOn == nil ? 1 : 2 }
}

extension AccountsStore {
    func add(_ merge: StoredMerge, _ unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO merge (id, losing, surviving, reason, merged_on)
            VALUES (\(merge.id), \(merge.merge.losing), \(merge.merge.surviving), \(merge.reason), \(merge.merge.on))
            """)
    }

    func merge(_ id: UUID) async throws -> StoredMerge? {
        try await database.query("\(Self.merges) WHERE id = \(id)").first.map(merge)
    }

    func lockMerge(_ id: UUID, _ unit: UnitOfWork) async throws -> StoredMerge? {
        try await unit.sql.query("\(Self.merges) WHERE id = \(id) FOR UPDATE").first.map(merge)
    }

    func markUndone(_ id: UUID, on day: Day, _ unit: UnitOfWork) {
        unit.sql.enqueue("UPDATE merge SET undone_on = \(day) WHERE id = \(id)")
    }

    private static let merges: Query = "SELECT id, losing, surviving, reason, merged_on, undone_on FROM merge"

    private func merge(_ row: Row) throws -> StoredMerge {
        let (id, losing, surviving, reason, on, undone) = try row.decode(
            (UUID, PersonID, PersonID, String, Day, Day?).self)
        return StoredMerge(
            id: id, merge: Merge(losing: losing, surviving: surviving, on: on, isUndone: undone != nil),
            reason: reason, undoneOn: undone)
    }
}
