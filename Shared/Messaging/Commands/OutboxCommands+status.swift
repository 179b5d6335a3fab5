import Postgres
import Primitives

extension OutboxCommands {
    package func status() async throws -> OutboxStatus {
        let answers = try await journal.database.batch([
            "SELECT COALESCE((SELECT max(id) FROM outbox), 0), epoch FROM relay_epoch",
            "SELECT holder, term, NULLIF(expires_at, '-infinity') FROM lease WHERE name = 'relay'",
            "SELECT count(*) FROM relay_request WHERE done_at IS NULL",
            "SELECT count(*) FROM pg_inherits WHERE inhparent = 'outbox'::regclass",
            """
            SELECT c.cluster_id, c.cursor, (SELECT count(*) FROM outbox o WHERE o.id > c.cursor), c.seen_at
            FROM relay_cluster c ORDER BY c.seen_at DESC
            """,
            "SELECT cluster_id, topic, aggregate_id, from_id, reason, noted_at FROM relay_held ORDER BY noted_at",
        ])
        let (newest, epoch) = try answers[0][0].decode((Int64, Int64).self)
        let (leader, term, expiry) = try answers[1][0].decode((String?, Int64, Instant?).self)
        var held: [String: [OutboxStatus.Held]] = [:]
        for row in answers[5] {
            let (cluster, topic, key, from, reason, since) = try row.decode(
                (String, String, String, Int64, String, Instant).self)
            held[cluster, default: []].append(
                OutboxStatus.Held(topic: topic, key: key, fromID: from, reason: reason, since: since))
        }
        let clusters = try answers[4].map { row in
            let (id, cursor, pending, seenAt) = try row.decode((String, Int64, Int, Instant).self)
            return OutboxStatus.Cluster(
                id: id, cursor: cursor, pending: pending, seenAt: seenAt, held: held[id] ?? [])
        }
        return OutboxStatus(
            newestID: newest, epoch: epoch, leader: leader, term: term, leaseExpiresAt: expiry,
            openRequests: try answers[2][0].value(at: 0), partitions: try answers[3][0].value(at: 0),
            clusters: clusters)
    }
}
