import Contracts
import FoundationEssentials
import JSONTree
import Kafka
import Postgres
import Primitives

/// The statements of the consumer. All run in the transaction of the effects.
struct ConsumerStore: Sendable {
    /// Returns the positions of these partitions and creates missing ones.
    static func positions(
        of partitions: [TopicPartition], prefix: String, on database: PostgresClient
    ) async throws -> [TopicPartition: ConsumerPosition] {
        let topics = partitions.map { String($0.topic.dropFirst(prefix.count)) }
        let numbers = partitions.map(\.partition)
        let rows = try await database.batch([
            """
            INSERT INTO consumer_position (topic, partition, log_offset, epoch)
            SELECT topic, partition, -1, 0
            FROM unnest(\(topics)::text[], \(numbers)::integer[]) AS p (topic, partition)
            ON CONFLICT DO NOTHING
            """,
            """
            SELECT topic, partition, log_offset, event_id, epoch FROM consumer_position
            WHERE (topic, partition) IN (SELECT * FROM unnest(\(topics)::text[], \(numbers)::integer[]))
            """,
        ])
        var positions: [TopicPartition: ConsumerPosition] = [:]
        for row in rows[1] {
            let (topic, partition, offset, event, epoch) = try row.decode(
                (String, Int32, Int64, EventID?, Int64).self)
            positions[TopicPartition(topic: prefix + topic, partition: partition)] = ConsumerPosition(
                offset: offset, event: event, epoch: epoch)
        }
        return positions
    }

    /// Moves a position and locks it until the end of the transaction. Returns no row if another process has moved it.
    static func move(
        _ topic: Topic, _ partition: Int32, from old: ConsumerPosition, to new: ConsumerPosition
    ) -> Query {
        """
        UPDATE consumer_position
        SET log_offset = \(new.offset), event_id = \(new.event as EventID?), epoch = \(new.epoch), moved_at = now()
        WHERE topic = \(topic.name) AND partition = \(partition)
            AND log_offset = \(old.offset) AND epoch = \(old.epoch)
        RETURNING 1
        """
    }

    // Each key is looked up separately, so that a plan made while the tables are small does not scan them when they
    // have grown; see Shared/Postgres/Plans.md.

    /// Locks rows in the order of their keys.
    static func numbers(_ topic: Topic, _ keys: [String]) -> Query {
        """
        SELECT known.* FROM unnest(\(keys.sorted())::text[]) AS asked (key) CROSS JOIN LATERAL (
            SELECT aggregate_id, last FROM fact_number
            WHERE topic = \(topic.name) AND aggregate_id = asked.key FOR UPDATE) AS known
        """
    }

    static func deferredNumbers(_ topic: Topic, _ keys: [String]) -> Query {
        """
        SELECT known.* FROM unnest(\(keys.sorted())::text[]) AS asked (key) CROSS JOIN LATERAL (
            SELECT aggregate_id, sequence, event_id FROM held_fact
            WHERE topic = \(topic.name) AND aggregate_id = asked.key ORDER BY sequence OFFSET 0) AS known
        """
    }

    static func inbox(_ events: [EventID]) -> Query {
        """
        SELECT known.* FROM unnest(\(events)::uuid[]) AS asked (id) CROSS JOIN LATERAL (
            SELECT event_id, handler FROM inbox WHERE event_id = asked.id OFFSET 0) AS known
        """
    }

    static func claim(_ claims: [(event: EventID, handler: String)]) -> Query {
        """
        INSERT INTO inbox (event_id, handler)
        SELECT * FROM unnest(\(claims.map(\.event))::uuid[], \(claims.map(\.handler))::text[])
        """
    }

    /// Marks the event as handled by these handlers, until a redrive deletes the rows.
    static func closeInbox(_ event: EventID, handlers: [String]) -> Query {
        """
        INSERT INTO inbox (event_id, handler) SELECT \(event), * FROM unnest(\(handlers)::text[])
        ON CONFLICT DO NOTHING
        """
    }

    static func saveNumbers(_ topic: Topic, _ numbers: [String: Int64]) -> Query {
        let sorted = numbers.sorted { $0.key < $1.key }
        return """
            INSERT INTO fact_number AS n (topic, aggregate_id, last)
            SELECT \(topic.name), * FROM unnest(\(sorted.map(\.key))::text[], \(sorted.map(\.value))::bigint[])
            ON CONFLICT (topic, aggregate_id) DO UPDATE SET last = GREATEST(n.last, excluded.last)
            """
    }

    /// Marks deferred facts as due if the gap before them has closed.
    static func markDueByNumber(_ topic: Topic, _ keys: [String]) -> Query {
        """
        UPDATE held_fact h SET is_due = true
        WHERE h.topic = \(topic.name) AND h.aggregate_id = ANY(\(keys)::text[])
            AND h.waiting_for IS NULL AND NOT h.is_due
            AND h.sequence <= (
                SELECT n.last FROM fact_number n WHERE n.topic = h.topic AND n.aggregate_id = h.aggregate_id)
        """
    }

    static func deferFact(_ record: IncomingRecord, _ envelope: Envelope, waitingFor: String?) -> Query {
        """
        INSERT INTO held_fact (
            topic, aggregate_id, sequence, event_id, partition, log_offset, type, headers, value, waiting_for)
        VALUES (
            \(record.topic.name), \(envelope.subject), \(envelope.sequence), \(envelope.id), \(record.partition),
            \(record.offset), \(envelope.type), \(record.headersJSON), \(record.value as [UInt8]?),
            \(waitingFor as String?))
        ON CONFLICT (topic, aggregate_id, sequence, event_id) DO UPDATE SET waiting_for = excluded.waiting_for
        """
    }

    /// Inserts a dead letter, once per record however often its partition is reread. A redriven letter that fails again
    /// is reopened. A purged letter, whose headers are deleted, stays closed. Personal data is not stored.
    static func deadLetter(_ record: IncomingRecord, reason: String) -> Query {
        let value = record.topic.kind == .profiles ? nil : record.value
        // Reasons quote record contents, and PostgreSQL's text cannot contain NUL.
        let reason = String(reason.filter { $0 != "\0" })
        return """
            INSERT INTO dead_letter AS d (
                topic, partition, log_offset, aggregate_id, event_id, type, sequence, headers, value, reason)
            VALUES (
                \(record.topic.name), \(record.partition), \(record.offset), \(record.key as String?),
                \(record.envelope?.id as EventID?), \(record.envelope?.type as String?),
                \(record.envelope?.sequence as Int?), \(record.headersJSON), \(value as [UInt8]?), \(reason))
            ON CONFLICT (topic, partition, log_offset, event_id) DO UPDATE
            SET closed_at = NULL, dead_at = now(), reason = excluded.reason
            WHERE d.closed_at IS NOT NULL AND d.redrives > 0 AND d.headers <> '[]'
            """
    }

    /// Records states that are newer than the known ones and returns which (C3). Tombstones are remembered with their
    /// version.
    static func guardStates(_ states: [GuardedState]) -> Query {
        """
        INSERT INTO projection_guard AS g (projection, aggregate_id, epoch, version, is_gone)
        SELECT * FROM unnest(
            \(states.map(\.projection))::text[], \(states.map(\.key))::text[], \(states.map(\.epoch))::bigint[],
            \(states.map(\.version))::bigint[], \(states.map(\.isGone))::boolean[])
        ON CONFLICT (projection, aggregate_id) DO UPDATE
        SET epoch = excluded.epoch, version = excluded.version, is_gone = excluded.is_gone
        WHERE (excluded.epoch, excluded.version) > (g.epoch, g.version)
        RETURNING projection, aggregate_id
        """
    }

    /// Marks deferred facts as due that wait for these rows (C4).
    static func markDue(waitingFor names: [String]) -> Query {
        "UPDATE held_fact SET is_due = true WHERE waiting_for = ANY(\(names)::text[]) AND NOT is_due"
    }
}

struct GuardedState: Sendable {
    let projection: String
    let key: String
    let epoch: Int64
    let version: Int64
    let isGone: Bool
}
