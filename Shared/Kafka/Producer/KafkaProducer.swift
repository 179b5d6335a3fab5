package import Executors

/// Writes records, idempotently and with the acknowledgement of all replicas.
package final class KafkaProducer: Sendable {
    package static func start(
        _ configuration: KafkaConfiguration, options: KafkaProducerOptions = .init(),
        observer: any KafkaObserver = NoKafkaObserver()
    ) async throws -> KafkaProducer {
        fatalError("not yet")
    }

    private init() {}

    /// Resumed exactly once, when the broker has the record or never will.
    package func send(_ message: KafkaMessage) async throws -> Delivery { fatalError("not yet") }

    package func enqueue(_ message: KafkaMessage, token: UInt64) throws(KafkaError) { fatalError("not yet") }

    package func nextReports() async throws -> [DeliveryReport] { fatalError("not yet") }

    package func purge() { fatalError("not yet") }

    package var fatal: KafkaError? { fatalError("not yet") }

    package func warm(topics: [String]) async { fatalError("not yet") }

    package func close(deadline: Deadline = .after(.seconds(10))) async { fatalError("not yet") }
}
