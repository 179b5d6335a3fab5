import FoundationEssentials
import Postgres
import Primitives

/// The journal's columns in the order in which `row` reads them. A state row has the current content of the same
/// snapshot. The subquery's LIMIT keeps PostgreSQL from joining the whole table when most rows are facts
/// (Shared/Postgres/Plans.md).
enum JournalColumns {
    static let all: Query = """
        o.id, o.event_id, o.topic, o.kind = 'state', COALESCE(s.type, o.type), o.aggregate_id,
        COALESCE(s.version, o.sequence), o.previous_at::text, COALESCE(s.changed_at, o.occurred_at)::text,
        COALESCE(o.payload, s.data::text), o.traceparent
        """

    static let state: Query = """
        LEFT JOIN LATERAL (
            SELECT r.type, r.version, r.changed_at, r.data FROM state_record r
            WHERE o.kind = 'state' AND r.topic = o.topic AND r.aggregate_id = o.aggregate_id LIMIT 1
        ) s ON true
        """

    static func row(_ row: Row) throws -> JournalRow {
        JournalRow(
            id: try row.value(at: 0), event: EventID(try row.value(at: 1, as: UUID.self)),
            name: AggregateName(topic: try row.value(at: 2), key: try row.value(at: 5)), type: try row.value(at: 4),
            isState: try row.value(at: 3), sequence: try row.value(at: 6), previousAt: try row.value(at: 7),
            occurredAt: try row.value(at: 8), payload: try row.value(at: 9), traceparent: try row.value(at: 10))
    }
}
