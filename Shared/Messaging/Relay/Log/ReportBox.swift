import Executors
import Kafka

/// A queue of delivery reports from the producer to the leader's loop.
final class ReportBox: Sendable {
    private struct State {
        var reports: [DeliveryReport] = []
        var end: (any Error)?
    }

    private let state = Monitor(State())
    private let signal: AsyncSignal

    init(signal: AsyncSignal) {
        self.signal = signal
    }

    /// Receives reports from the producer until it is closed or fails.
    func pump(_ producer: KafkaProducer) async {
        do {
            while true {
                let reports = try await producer.nextReports()
                state.withLock { $0.reports += reports }
                signal.raise()
            }
        } catch {
            state.withLock { $0.end = error }
            signal.raise()
        }
    }

    /// Returns the reports since the last call, and the error if no more will arrive.
    func take() -> (reports: [DeliveryReport], end: (any Error)?) {
        state.withLock { state in
            defer { state.reports.removeAll(keepingCapacity: true) }
            return (state.reports, state.end)
        }
    }
}

extension SendReport {
    init(_ report: DeliveryReport) {
        let outcome: Outcome
        if let error = report.error {
            outcome =
                error.isRecordError
                ? .refused(reason: error.description, alone: report.batchSize == 1)
                : .failed(reason: error.description)
        } else {
            outcome = .delivered(offset: report.offset)
        }
        self.init(
            token: report.token,
            partition: TopicPartition(topic: report.topic, partition: report.partition), outcome: outcome)
    }
}
