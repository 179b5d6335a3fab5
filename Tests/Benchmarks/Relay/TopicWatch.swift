import CRdKafka
import Contracts
import Executors
import Foundation
import Synchronization

/// A plain reader from the topic's end that records when each fact was readable.
final class TopicWatch: Sendable {
    private let arrivals: Arrivals
    private let isStopping = Atomic(false)
    private let isReady = Monitor(false)
    private let isGone = Monitor(false)
    private let thread = ThreadExecutor(name: "topic-watch")

    private init(kafka: String, topic: String, partitions: Int, arrivals: Arrivals) {
        self.arrivals = arrivals
        thread.submit { [self] in
            read(kafka, topic, partitions)
            isGone.withLock { $0 = true }
            isGone.notifyAll()
        }
    }

    /// Starts a reader that misses nothing from now on.
    static func started(kafka: String, topic: String, arrivals: Arrivals) throws -> TopicWatch {
        let watch = TopicWatch(
            kafka: kafka, topic: topic, partitions: EventType.measured.topic.partitions, arrivals: arrivals)
        guard watch.ready() else { throw BenchmarkError("the topic cannot be read") }
        return watch
    }

    /// Waits until the end of every partition is known, so that nothing later is missed.
    private func ready() -> Bool {
        isReady.wait(until: .after(.seconds(20))) { $0 ? true : nil } ?? false
    }

    func stop() {
        isStopping.store(true, ordering: .relaxed)
        _ = isGone.wait(until: .after(.seconds(5))) { $0 ? true : nil }
    }

    private func read(_ kafka: String, _ topic: String, _ partitions: Int) {
        let settings = rd_kafka_conf_new()
        for (name, value) in [
            ("bootstrap.servers", kafka), ("group.id", "muster-benchmarks"), ("enable.auto.commit", "false"),
            ("socket.nagle.disable", "true"), ("enable.partition.eof", "true"), ("log_level", "3"),
        ] {
            rd_kafka_conf_set(settings, name, value, nil, 0)
        }
        guard let client = rd_kafka_new(RD_KAFKA_CONSUMER, settings, nil, 0) else { return }
        rd_kafka_poll_set_consumer(client)
        let list = rd_kafka_topic_partition_list_new(Int32(partitions))
        for partition in 0..<partitions {
            rd_kafka_topic_partition_list_add(list, topic, Int32(partition)).pointee.offset = Int64(RD_KAFKA_OFFSET_END)
        }
        rd_kafka_assign(client, list)
        rd_kafka_topic_partition_list_destroy(list)
        var ended = Set<Int32>()
        while !isStopping.load(ordering: .relaxed) {
            guard let message = rd_kafka_consumer_poll(client, 50) else { continue }
            let raw = message.pointee
            if raw.err == RD_KAFKA_RESP_ERR_NO_ERROR, let payload = raw.payload {
                if let index = MeasuredFact.index(in: UnsafeRawBufferPointer(start: payload, count: raw.len)) {
                    arrivals.note(index)
                }
            } else if raw.err == RD_KAFKA_RESP_ERR__PARTITION_EOF {
                ended.insert(raw.partition)
                if ended.count == partitions {
                    isReady.withLock { $0 = true }
                    isReady.notifyAll()
                }
            }
            rd_kafka_message_destroy(message)
        }
        rd_kafka_consumer_close(client)
        rd_kafka_destroy(client)
    }
}

/// The first time of each event, in seconds.
final class Arrivals: Sendable {
    private let times: Mutex<[Double?]>
    private let start: ContinuousClock.Instant
    private let reached = Atomic(0)

    init(_ count: Int, since start: ContinuousClock.Instant) {
        times = Mutex(Array(repeating: nil, count: count))
        self.start = start
    }

    var count: Int { reached.load(ordering: .relaxed) }
    var all: [Double?] { times.withLock { $0 } }

    func note(_ index: Int) {
        let now = (ContinuousClock.now - start).inSeconds
        times.withLock { times in
            guard times.indices.contains(index), times[index] == nil else { return }
            times[index] = now
            reached.add(1, ordering: .relaxed)
        }
    }
}
