import Contracts
import Executors
package import Kafka
import Postgres
import Primitives

extension OutboxCommands {
    /// Compares the service's topics with its journal and tables. With `repairs`, requests a recovery from the relay if
    /// they differ. Operators run it after every restore, because a backup without stored offsets raises no alarm by
    /// itself.
    ///
    /// It may run beside the relay: events that are not sent yet are not differences.
    package func reconcile(
        kafka: KafkaConfiguration, topicPrefix: String = "", repairs: Bool = false,
        progress: @Sendable (CommandProgress) -> Void = { _ in }
    ) async throws -> ReconcileReport {
        let admin = try KafkaAdmin(kafka)
        let cluster = try? await admin.clusterID(within: .seconds(10))
        await admin.close()
        guard let cluster else { throw KafkaError(.transport, "the broker reported no cluster id") }
        let reader = try KafkaReader(kafka)
        let comparison = Reconciliation(journal: journal, reader: reader, topicPrefix: topicPrefix, cluster: cluster)
        let report: Result<(ReconcileReport, lowestMissing: Int64?), any Error>
        do {
            report = .success(try await comparison.run(progress))
        } catch {
            report = .failure(error)
        }
        await reader.close()
        var (found, lowestMissing) = try report.get()
        guard repairs, found.needsRecovery else { return found }
        try await requestRecovery(cluster, topicPrefix, from: lowestMissing)
        found.recoveryRequested = true
        return found
    }

    /// Stores a position that no log can confirm, so that the next leader finds the loss and recovers from a checkpoint
    /// below every missing fact. Increments the lease's term first, so that the present leader can neither save nor
    /// renew. The lease itself runs to its end, so that no other leader starts before the present one has stopped (R6).
    private func requestRecovery(_ cluster: String, _ topicPrefix: String, from lowestMissing: Int64?) async throws {
        let topic = topicPrefix + Topic.facts(of: journal.service).name
        try await journal.database.transaction { transaction in
            // Waits for a save in progress, which an update alone would not do.
            try await transaction.execute("SELECT FROM lease WHERE name = 'relay' FOR UPDATE")
            transaction.enqueue("UPDATE lease SET term = term + 1 WHERE name = 'relay'")
            transaction.enqueue(
                """
                INSERT INTO relay_position (cluster_id, topic, partition, log_offset, event_id)
                SELECT cluster_id, \(topic), 0, \(Int64.max), NULL FROM relay_cluster WHERE cluster_id = \(cluster)
                ON CONFLICT (cluster_id, topic, partition) DO UPDATE
                SET log_offset = excluded.log_offset, event_id = NULL
                """)
            transaction.enqueue(
                """
                DELETE FROM relay_checkpoint
                WHERE cluster_id = \(cluster) AND cursor >= \(lowestMissing ?? Int64.max)
                """)
        }
    }
}
