import Postgres
import Primitives

extension JournalDraft.Contents {
    /// The statements that write the contents, sent before COMMIT.
    var statements: [Query] {
        var statements: [Query] = []
        if !facts.isEmpty { statements.append(insertFacts) }
        if !states.isEmpty { statements.append(upsertStates) }
        return statements
    }

    /// Counts and writes facts with one statement (W1). Counting locks each aggregate's row, and the journal's rows are
    /// made from the returned counts, so their ids are drawn after every lock is held. The sort makes the whole count
    /// run first.
    ///
    /// Arrays are used instead of one statement per fact, because the registration desk writes the facts of a whole
    /// group at once.
    private var insertFacts: Query {
        var counts: [JournalDraft.AggregateName: (facts: Int, last: Instant)] = [:]
        var ordinals: [Int] = []
        var previous: [Instant?] = []
        for fact in facts {
            let name = JournalDraft.AggregateName(topic: fact.topic, key: fact.key)
            let before = counts[name]
            ordinals.append((before?.facts ?? 0) + 1)
            previous.append(before?.last)
            counts[name] = ((before?.facts ?? 0) + 1, fact.at)
        }
        let counted = counts.sorted { $0.key < $1.key }
        return """
            WITH counted AS (
                INSERT INTO aggregate AS a (topic, aggregate_id, facts, last_fact_at)
                SELECT * FROM unnest(
                    \(counted.map(\.key.topic))::text[], \(counted.map(\.key.key))::text[],
                    \(counted.map(\.value.facts))::bigint[], \(counted.map(\.value.last))::timestamptz[])
                ON CONFLICT (topic, aggregate_id) DO UPDATE SET
                    facts = a.facts + excluded.facts, previous_fact_at = a.last_fact_at,
                    last_fact_at = excluded.last_fact_at
                RETURNING topic, aggregate_id, facts, previous_fact_at
            )
            INSERT INTO outbox
                (event_id, topic, kind, type, aggregate_id, sequence, previous_at, occurred_at, payload, traceparent)
            SELECT f.event_id, f.topic, 'fact', f.type, f.aggregate_id,
                c.facts - n.facts + f.ordinal, COALESCE(f.previous_at, c.previous_fact_at),
                f.occurred_at, f.payload, f.traceparent
            FROM unnest(
                    \(facts.map(\.id.uuid))::uuid[], \(facts.map(\.topic))::text[], \(facts.map(\.type))::text[],
                    \(facts.map(\.key))::text[], \(ordinals)::bigint[], \(previous)::timestamptz[],
                    \(facts.map(\.at))::timestamptz[], \(facts.map(\.payload))::text[],
                    \(facts.map(\.traceparent))::text[]) WITH ORDINALITY
                AS f (event_id, topic, type, aggregate_id, ordinal, previous_at, occurred_at, payload, traceparent,
                    place)
            JOIN counted c ON c.topic = f.topic AND c.aggregate_id = f.aggregate_id
            JOIN unnest(
                    \(counted.map(\.key.topic))::text[], \(counted.map(\.key.key))::text[],
                    \(counted.map(\.value.facts))::bigint[]) AS n (topic, aggregate_id, facts)
                ON n.topic = f.topic AND n.aggregate_id = f.aggregate_id
            ORDER BY f.place
            """
    }

    /// Increments the version only if the content differs. The journal row has no content (the relay reads the current
    /// state when it sends), so erasure has nothing to edit in the journal.
    private var upsertStates: Query {
        let rows = states.sorted { $0.key < $1.key }.map(\.value)
        return """
            WITH changed AS (
                INSERT INTO state_record AS s (topic, aggregate_id, type, version, data, changed_at)
                SELECT topic, aggregate_id, type, 1, data::jsonb, changed_at
                FROM unnest(
                    \(rows.map(\.topic))::text[], \(rows.map(\.key))::text[], \(rows.map(\.type))::text[],
                    \(rows.map(\.data))::text[], \(rows.map(\.at))::timestamptz[])
                    AS r (topic, aggregate_id, type, data, changed_at)
                ON CONFLICT (topic, aggregate_id) DO UPDATE SET
                    type = excluded.type, version = s.version + 1, data = excluded.data,
                    changed_at = excluded.changed_at
                WHERE (s.type, s.data) IS DISTINCT FROM (excluded.type, excluded.data)
                RETURNING topic, aggregate_id, type, version, changed_at
            )
            INSERT INTO outbox (event_id, topic, kind, type, aggregate_id, sequence, occurred_at, traceparent)
            SELECT r.event_id, c.topic, 'state', c.type, c.aggregate_id, c.version, c.changed_at, r.traceparent
            FROM changed c
            JOIN unnest(
                    \(rows.map(\.id.uuid))::uuid[], \(rows.map(\.topic))::text[], \(rows.map(\.key))::text[],
                    \(rows.map(\.traceparent))::text[]) WITH ORDINALITY
                AS r (event_id, topic, aggregate_id, traceparent, place)
                ON r.topic = c.topic AND r.aggregate_id = c.aggregate_id
            ORDER BY r.place
            """
    }
}
