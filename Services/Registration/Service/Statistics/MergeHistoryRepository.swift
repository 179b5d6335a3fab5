import Messaging
import Postgres
import Primitives

/// The times between which persons were merged, for reports as of a past day (I1).
struct MergeHistoryRepository: Sendable {
    func insert(_ person: PersonID, mergedInto survivor: PersonID, at now: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO person_merge_history (person_id, merged_into, merged_at)
            VALUES (\(person), \(survivor), \(now)) ON CONFLICT DO NOTHING
            """)
    }

    /// Records that the merge of a person was undone.
    func end(_ person: PersonID, at now: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            "UPDATE person_merge_history SET undone_at = \(now) WHERE person_id = \(person) AND undone_at IS NULL")
    }
}
