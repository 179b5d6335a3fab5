import Executors
import FoundationEssentials
import Observability
import Postgres
import Primitives

/// Work beside sending: the journal's age and length as metrics, on every replica; partition maintenance, on the
/// leader.
struct RelayUpkeep: Sendable {
    let relay: OutboxRelay

    private static let sampleInterval: Duration = .seconds(5)
    private static let maintenanceInterval: Duration = .seconds(600)

    func run() async {
        var lastMaintenance: ContinuousClock.Instant?
        while !Task.isCancelled {
            do {
                try await sample()
                if relay.isLeader, lastMaintenance.map({ ContinuousClock.now - $0 > Self.maintenanceInterval }) ?? true
                {
                    try await JournalMaintenance(relay.journal.database, log: relay.log).run()
                    lastMaintenance = .now
                }
            } catch {
                guard !Task.isCancelled else { return }
                relay.log.debug("Checking the journal failed", ["error": .error(error)])
            }
            try? await Task.sleep(for: Self.sampleInterval)
        }
    }

    private func sample() async throws {
        let rows = try await relay.journal.database.query(
            """
            SELECT c.cursor, COALESCE((SELECT max(id) FROM outbox), 0),
                (SELECT event_id FROM outbox o WHERE o.id > c.cursor ORDER BY o.id LIMIT 1)
            FROM (SELECT COALESCE(
                (SELECT cursor FROM relay_cluster ORDER BY seen_at DESC LIMIT 1), 0) AS cursor) c
            """)
        let (cursor, newest, oldest) = try rows[0].decode((Int64, Int64, EventID?).self)
        relay.metrics.pending.set(Int(max(0, newest - cursor)))
        relay.metrics.oldest.set(oldest?.bornAt.map { max(0, $0.seconds(until: .now)) } ?? 0)
    }
}
