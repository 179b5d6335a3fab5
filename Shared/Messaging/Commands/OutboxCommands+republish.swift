import Postgres
import Primitives

extension OutboxCommands {
    /// Selects events to send again: state directly through the journal, facts by a request to the leader, which alone
    /// sends (R6).
    package func republish(
        _ selection: RepublishSelection, isDryRun: Bool = false,
        progress: @Sendable (CommandProgress) -> Void = { _ in }
    ) async throws -> RepublishOutcome {
        let (since, aggregate, type) = selection.conditions
        let outcome = try await journal.database.transaction { transaction in
            let facts = try await transaction.query(
                """
                SELECT count(*), COALESCE(max(id), 0) FROM outbox WHERE kind = 'fact'
                    AND (\(since as Instant?)::timestamptz IS NULL OR occurred_at >= \(since as Instant?))
                    AND (\(aggregate as String?)::text IS NULL OR aggregate_id = \(aggregate as String?))
                    AND (\(type as String?)::text IS NULL OR type = \(type as String?))
                """)[0].decode((Int, Int64).self)
            let states = try await transaction.query(
                """
                SELECT topic, aggregate_id FROM state_record
                WHERE (\(since as Instant?)::timestamptz IS NULL OR changed_at >= \(since as Instant?))
                    AND (\(aggregate as String?)::text IS NULL OR aggregate_id = \(aggregate as String?))
                    AND (\(type as String?)::text IS NULL OR type = \(type as String?))
                """
            ).map { try $0.decode((String, String).self) }
            guard !isDryRun else { return RepublishOutcome(request: nil, facts: facts.0, states: states.count) }
            var request: Int64?
            if facts.0 > 0 {
                request = try await transaction.query(
                    """
                    INSERT INTO relay_request (since, aggregate_id, type, upto_id)
                    VALUES (\(since as Instant?), \(aggregate as String?), \(type as String?), \(facts.1)) RETURNING id
                    """)[0].value(at: 0)
            }
            try await refresh(states, transaction, progress)
            return RepublishOutcome(request: request, facts: facts.0, states: states.count)
        }
        journal.wake()
        return outcome
    }

    /// Inserts journal rows for the current state of these aggregates.
    private func refresh(
        _ states: [(topic: String, key: String)], _ transaction: Transaction,
        _ progress: @Sendable (CommandProgress) -> Void
    ) async throws {
        for start in stride(from: 0, to: states.count, by: 1000) {
            let some = states[start..<min(start + 1000, states.count)]
            try await transaction.execute(
                """
                INSERT INTO outbox (event_id, topic, kind, type, aggregate_id, sequence, occurred_at)
                SELECT journal_event_id(), s.topic, 'state', s.type, s.aggregate_id, s.version, s.changed_at
                FROM state_record s WHERE (s.topic, s.aggregate_id) IN (
                    SELECT * FROM unnest(\(some.map(\.topic))::text[], \(some.map(\.key))::text[]))
                """)
            progress(CommandProgress(unit: "states", done: start + some.count, total: states.count))
        }
    }

    /// Returns the ids of requests that no leader has completed yet.
    package func requestsOpen() async throws -> [Int64] {
        try await journal.database.query("SELECT id FROM relay_request WHERE done_at IS NULL ORDER BY id").map {
            try $0.value(at: 0)
        }
    }
}

extension RepublishSelection {
    fileprivate var conditions: (since: Instant?, aggregate: String?, type: String?) {
        switch self {
        case .since(let instant): (instant, nil, nil)
        case .aggregate(let key): (nil, key, nil)
        case .type(let type): (nil, nil, type)
        case .everything: (nil, nil, nil)
        }
    }
}
