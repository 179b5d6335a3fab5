import Contracts
import Executors
import FoundationEssentials
import Kafka
import Leases
import Observability
import Postgres

/// Leads under one term on one connection: carries out the machine's steps until the lease, the connection or the
/// process ends. Nothing outlives an error; the next leader starts from what is durable (R3).
struct RelayLeader {
    let relay: OutboxRelay
    let keeper: LeaseKeeper
    let fence: LeaseFence

    private var log: Log { relay.log.with(["term": .int(Int(keeper.grant.term))]) }

    func run() async throws {
        let connection = try await PostgresConnection.connect(relay.database, name: "relay")
        do {
            _ = try await connection.query(RelayStore.readsByKey)
            try await lead(on: connection)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    /// Runs one producer after another on the connection. The broker's identity is read each time.
    private func lead(on connection: PostgresConnection) async throws {
        var followsAnother = keeper.grant.followsAnother
        var carryover: RelayCarryover?
        var backoff = Backoff(initial: .milliseconds(200), maximum: .seconds(10))
        var lastReported: KafkaError.Code?
        while !relay.stops {
            let began = ContinuousClock.now
            do {
                try await RelayTerm.run(
                    relay: relay, keeper: keeper, fence: fence, connection: connection, followsAnother: followsAnother,
                    carryover: carryover, log: log)
                return
            } catch let restart as RelayRestart {
                relay.metrics.errors.labelled("producer").increment()
                log.warning("Replacing the producer", ["reason": .string(restart.reason)])
                followsAnother = restart.followsAnother
                carryover = restart.carryover
                if restart.hadSuccess { backoff.reset() }
                await relay.pause(backoff.next())
            } catch let error as KafkaError {
                relay.metrics.errors.labelled("broker").increment()
                // Logs a repeated error once. The consumer logs that no broker is reachable.
                if ContinuousClock.now - began > .seconds(60) { lastReported = nil }
                let isNews = lastReported != error.code && !error.isOfReach
                lastReported = error.code
                log.write(isNews ? .warning : .debug, "The broker is not usable", ["error": .error(error)])
                await relay.pause(backoff.next())
            }
            try Task.checkCancellation()
        }
    }
}

extension KafkaError {
    /// Whether no broker responded, or none in time.
    fileprivate var isOfReach: Bool { [.allBrokersDown, .transport, .timedOut].contains(code) }
}

/// Indicates that the producer is unusable. Another one is created, and the journal is read again from the cursor (R4).
struct RelayRestart: Error {
    let reason: String
    let hadSuccess: Bool
    /// Whether records of this producer may still be written (R6).
    let followsAnother: Bool
    let carryover: RelayCarryover?
}
