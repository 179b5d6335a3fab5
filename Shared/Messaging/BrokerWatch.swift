import Kafka
import Observability
import Synchronization

/// Logs once when Kafka becomes unreachable and once when it is back, whatever its clients report in between. There is
/// one per service, fed by the consumer's client, which lives as long as the service.
final class BrokerWatch: Sendable {
    private let log: Log
    private let isAway = Mutex(false)

    init(_ log: Log) {
        self.log = log
    }

    /// Handles a client error. Only "all brokers down" matters; other errors are details.
    func clientError(_ error: KafkaError) {
        guard error.code == .allBrokersDown, turns(to: true) else { return }
        log.warning(
            "Kafka is unreachable; requests are served, and events are sent when it is back", ["error": .error(error)])
    }

    func statistics(_ statistics: KafkaStatistics) {
        guard statistics.brokers.contains(where: \.isUp), turns(to: false) else { return }
        log.notice("Kafka is reachable again")
    }

    private func turns(to away: Bool) -> Bool {
        isAway.withLock { isAway in
            defer { isAway = away }
            return isAway != away
        }
    }
}
