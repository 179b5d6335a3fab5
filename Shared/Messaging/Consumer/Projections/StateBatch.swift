import Contracts
import Postgres
import Primitives

/// Applies state records of one partition in one transaction: position, guards and the projections' rows (C3).
struct StateBatch: Sendable {
    let consumer: EventConsumer
    let records: [IncomingRecord]
    let from: ConsumerPosition
    let to: ConsumerPosition
    /// The reasons of records that must be dead-lettered, by offset.
    var dead: [Int64: String] = [:]
    /// Called once the position is locked for the transaction.
    var whenLocked: (@Sendable () async throws -> Void)?

    private var topic: Topic { records[0].topic }

    private struct Work {
        let projection: Projection
        let record: IncomingRecord
        let envelope: Envelope
    }

    func commit() async throws {
        let newest = try newest()
        try await consumer.database.transaction { transaction in
            let answers = try await transaction.batch([
                ConsumerStore.move(topic, records[0].partition, from: from, to: to),
                ConsumerStore.guardStates(
                    newest.map { work in
                        GuardedState(
                            projection: work.projection.name, key: work.envelope.subject,
                            epoch: Int64(work.envelope.epoch), version: Int64(work.envelope.sequence),
                            isGone: work.record.value == nil)
                    }),
            ])
            guard !answers[0].isEmpty else { throw LostPosition() }
            try await whenLocked?()
            CrashPoint.hit(.afterClaim)
            let newer = Set(try answers[1].map { Guarded(try $0.value(at: 0), try $0.value(at: 1)) })
            for work in newest where newer.contains(Guarded(work.projection.name, work.envelope.subject)) {
                try await work.projection.apply(work.envelope.subject, work.record.value, transaction)
            }
            for record in records {
                guard let reason = dead[record.offset] else { continue }
                transaction.enqueue(ConsumerStore.deadLetter(record, reason: reason))
            }
            // Tombstones and unchanged states count as arrivals as well: facts that wait for them are retried.
            let names = Set(newest.map { "\($0.projection.type):\($0.envelope.subject)" }).sorted()
            if !names.isEmpty { transaction.enqueue(ConsumerStore.markDue(waitingFor: names)) }
            CrashPoint.hit(.beforeEffectCommit)
        }
    }

    private struct Guarded: Hashable {
        let projection: String
        let key: String

        init(_ projection: String, _ key: String) {
            self.projection = projection
            self.key = key
        }
    }

    /// Returns the newest record for each projection and key, in log order. One statement cannot update a row twice,
    /// and older records of the batch would be overwritten at once.
    private func newest() throws -> [Work] {
        var newest: [Guarded: Work] = [:]
        for record in records where dead[record.offset] == nil {
            guard let envelope = record.envelope else { throw Poison(record.defect ?? "unreadable") }
            for projection in consumer.projections(of: envelope.type, on: topic) {
                let name = Guarded(projection.name, envelope.subject)
                if let known = newest[name]?.envelope,
                    (known.epoch, known.sequence) >= (envelope.epoch, envelope.sequence)
                {
                    continue
                }
                newest[name] = Work(projection: projection, record: record, envelope: envelope)
            }
        }
        return newest.values.sorted { $0.record.offset < $1.record.offset }
    }
}
