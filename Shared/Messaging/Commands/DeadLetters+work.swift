import JSONTree
import Postgres
import Primitives

extension DeadLetters {
    /// Returns the selected letters, oldest first.
    package func list(_ filter: DeadLetterFilter) async throws -> [DeadLetter] {
        try await database.query(
            "SELECT \(Self.columns) FROM dead_letter WHERE \(filter.condition) ORDER BY id LIMIT \(filter.limit)"
        ).map(Self.letter)
    }

    /// Returns a letter with its headers and value as text. The value is nil if the topic holds personal data.
    package func show(_ id: Int64) async throws -> (letter: DeadLetter, headers: [(String, String)], value: String?)? {
        guard
            let row = try await database.query(
                "SELECT \(Self.columns), headers, value FROM dead_letter WHERE id = \(id)"
            ).first
        else { return nil }
        let headers = HeaderCodec.headers(try row.value("headers"))
        let value = try row.value("value", as: [UInt8]?.self)
        return (
            try Self.letter(row), headers.map { ($0.name, String(decoding: $0.value, as: UTF8.self)) },
            value.map { String(decoding: $0, as: UTF8.self) }
        )
    }

    /// Has the running consumer handle letters again: facts in the order of their aggregates, state by rereading its
    /// partition. Returns the letters that are (or would be) handled again. A letter without an event stays, even if
    /// selected.
    @discardableResult
    package func redrive(
        _ filter: DeadLetterFilter, isDryRun: Bool = false, progress: @Sendable (CommandProgress) -> Void = { _ in }
    ) async throws -> [DeadLetter] {
        let letters = try await list(filter).filter(\.isRedrivable)
        guard !isDryRun else { return letters }
        for (index, letter) in letters.enumerated() {
            try await redrive(letter)
            progress(CommandProgress(unit: "letters", done: index + 1, total: letters.count))
        }
        return letters
    }

    /// Inserts a fact among the deferred facts, due immediately, and deletes its inbox rows. A letter without an
    /// envelope cannot be handled and stays.
    private func redrive(_ letter: DeadLetter) async throws {
        try await database.transaction { transaction in
            let isCompacted = letter.isOfCompactedTopic
            let taken = try await transaction.query(
                """
                UPDATE dead_letter SET redrives = redrives + 1, closed_at = now()
                WHERE id = \(letter.id) AND closed_at IS NULL AND event_id IS NOT NULL
                    AND (\(isCompacted) OR (aggregate_id IS NOT NULL AND sequence IS NOT NULL))
                RETURNING 1
                """)
            guard !taken.isEmpty else { return }
            guard !isCompacted else {
                transaction.enqueue(
                    """
                    UPDATE consumer_position SET log_offset = -1, event_id = NULL
                    WHERE topic = \(letter.topic) AND partition = \(letter.partition)
                    """)
                return
            }
            transaction.enqueue(
                """
                DELETE FROM inbox i USING dead_letter d WHERE d.id = \(letter.id) AND i.event_id = d.event_id
                """)
            transaction.enqueue(
                """
                INSERT INTO held_fact (
                    topic, aggregate_id, sequence, event_id, partition, log_offset, type, headers, value, is_due)
                SELECT topic, aggregate_id, sequence, event_id, partition, log_offset, type, headers, value, true
                FROM dead_letter WHERE id = \(letter.id) ON CONFLICT DO NOTHING
                """)
        }
    }

    /// Closes letters without handling them and deletes their content. Returns the selected letters.
    @discardableResult
    package func purge(
        _ filter: DeadLetterFilter, isDryRun: Bool = false, progress: @Sendable (CommandProgress) -> Void = { _ in }
    ) async throws -> [DeadLetter] {
        let letters = try await list(filter)
        guard !isDryRun else { return letters }
        try await database.execute(
            """
            UPDATE dead_letter SET closed_at = COALESCE(closed_at, now()), value = NULL, headers = '[]'
            WHERE id = ANY(\(letters.map(\.id))::bigint[])
            """)
        progress(CommandProgress(unit: "letters", done: letters.count, total: letters.count))
        return letters
    }

    private static var columns: Query {
        "id, topic, partition, log_offset, type, aggregate_id, event_id, reason, dead_at, redrives, closed_at"
    }

    private static func letter(_ row: Row) throws -> DeadLetter {
        DeadLetter(
            id: try row.value("id"), topic: try row.value("topic"), partition: try row.value("partition"),
            offset: try row.value("log_offset"), type: try row.value("type"), key: try row.value("aggregate_id"),
            event: try row.value("event_id"), reason: try row.value("reason"), deadAt: try row.value("dead_at"),
            redrives: try row.value("redrives"), isOpen: try row.value("closed_at", as: Instant?.self) == nil)
    }
}

extension DeadLetterFilter {
    fileprivate var condition: Query {
        var conditions: [Query] = includesClosed ? ["true"] : ["closed_at IS NULL"]
        if let ids { conditions.append("id = ANY(\(ids)::bigint[])") }
        if let topic { conditions.append("topic = \(topic)") }
        if let type { conditions.append("type = \(type)") }
        if let key { conditions.append("aggregate_id = \(key)") }
        if let reasonContains { conditions.append("position(\(reasonContains) IN reason) > 0") }
        if let since { conditions.append("dead_at >= \(since)") }
        if let before { conditions.append("dead_at < \(before)") }
        return conditions.joined(separator: " AND ")
    }
}
