import Kafka
import Observability
import Synchronization

/// Says once that Kafka is away and once that it is back, whatever its clients tell meanwhile. One a service, fed by its
/// consumer's client, which lives as long as the service.
final class BrokerWatch: Sendable {
    private let log: Log
    private let isAway = Mutex(false)

    init(_ log: Log) {
        self.log = log
    }

    /// The client's word that no broker answers; every other trouble is a detail.
    func clientError(_ error: KafkaError) {
        guard error.code == .allBrokersDown, turns(to: true) else { return }
        log.warning(
            "Kafka does not answer; requests go on, and what happens is sent when it is back", ["error": .error(error)])
    }

    func statistics(_ statistics: KafkaStatistics) {
        guard statistics.brokers.contains(where: \.isUp), turns(to: false) else { return }
        log.notice("Kafka is back")
    }

    private func turns(to away: Bool) -> Bool {
        isAway.withLock { isAway in
            defer { isAway = away }
            return isAway != away
        }
    }
}
