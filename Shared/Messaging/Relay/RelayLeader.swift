import Contracts
import Executors
import FoundationEssentials
import Kafka
import Observability
import Postgres

/// Leads under one term, on one connection: carries out the machine's steps until the lease, the connection or the process
/// ends. Nothing of it outlives an error: the next leader begins from what is durable (R3).
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

    /// Producers come and go on one connection; the broker's identity is asked for each time.
    private func lead(on connection: PostgresConnection) async throws {
        var followsAnother = keeper.grant.followsAnother
        var heritage: RelayHeritage?
        var backoff = Backoff(initial: .milliseconds(200), maximum: .seconds(10))
        var told: KafkaError.Code?
        while !relay.stops {
            let began = ContinuousClock.now
            do {
                try await RelayTerm.run(
                    relay: relay, keeper: keeper, fence: fence, connection: connection, followsAnother: followsAnother,
                    heritage: heritage, log: log)
                return
            } catch let restart as RelayRestart {
                relay.metrics.errors.labelled("producer").increment()
                log.warning("The producer is made anew", ["reason": .string(restart.reason)])
                followsAnother = restart.followsAnother
                heritage = restart.heritage
                if restart.hadSuccess { backoff.reset() }
                await relay.pause(backoff.next())
            } catch let error as KafkaError {
                relay.metrics.errors.labelled("broker").increment()
                // One line for one trouble, however often it is tried again; that no broker answers is the consumer's line.
                if ContinuousClock.now - began > .seconds(60) { told = nil }
                let isNews = told != error.code && !error.isOfReach
                told = error.code
                log.write(isNews ? .warning : .debug, "The broker cannot be used", ["error": .error(error)])
                await relay.pause(backoff.next())
            }
            try Task.checkCancellation()
        }
    }
}

extension KafkaError {
    /// Nobody answered: no broker, or none in time.
    fileprivate var isOfReach: Bool { [.allBrokersDown, .transport, .timedOut].contains(code) }
}

/// The producer is of no use any more: another is made, and the journal read again from the cursor (R4).
struct RelayRestart: Error {
    let reason: String
    let hadSuccess: Bool
    /// What this one had under way may still land (R6).
    let followsAnother: Bool
    let heritage: RelayHeritage?
}
