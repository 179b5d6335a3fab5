import CRdKafka
import Executors

/// The consumer's event loop: it receives librdkafka's events and the mailbox, and starts tasks. Used only by the
/// consumer's thread.
final class ConsumerLoop {
    typealias Instant = ContinuousClock.Instant

    /// An assigned partition with its queue and the task that is working on it.
    struct Member {
        var lane: PartitionLane
        var queue: Queue
        var task: Task<Void, Never>?
    }

    /// The state of the group membership.
    enum Membership {
        case stable
        /// The delegate is asked for the positions of newly assigned partitions.
        case requestingPositions(PositionRequest)
        /// Partitions are being released.
        case handingOver(Handover)
        case leaving
    }

    struct PositionRequest {
        let partitions: [TopicPartition]
        let number: UInt64
        let task: Task<Void, Never>
        /// Set when the partitions are revoked again: the response is awaited until then and discarded.
        var discardUntil: Instant?
    }

    enum Rebalance {
        case assign([TopicPartition])
        case revoke([TopicPartition])
    }

    let options: KafkaConsumerOptions
    let observer: any KafkaObserver
    let delegate: any KafkaConsumerDelegate
    let mailbox: ConsumerMailbox
    let client: Client
    var members: [TopicPartition: Member] = [:]
    var membership = Membership.stable
    var rebalances: [Rebalance] = []
    var isStopping = false
    /// When all fetchers are restarted. Delayed by a moment after the first request, because often many offsets are
    /// missing at once.
    var reassignAt: Instant?
    /// Partitions that had a leader but no fetcher in the previous statistics.
    var stalled: Set<TopicPartition> = []
    /// The error that `run` will throw. The first error is kept.
    private(set) var failure: (any Error)?
    private var lastNumber: UInt64 = 0

    init(
        _ configuration: KafkaConfiguration, group: String, topics: [String], options: KafkaConsumerOptions,
        observer: any KafkaObserver, delegate: any KafkaConsumerDelegate, mailbox: ConsumerMailbox
    ) throws(KafkaError) {
        self.options = options
        self.observer = observer
        self.delegate = delegate
        self.mailbox = mailbox
        client = try Client(configuration, role: .member(group: group, options))
        client.queue.notify(mailbox.wakeup)
        let subscription = PartitionList(topics.map { TopicPartition(topic: $0, partition: RD_KAFKA_PARTITION_UA) })
        let code = rd_kafka_subscribe(client.handle, subscription.pointer)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            client.destroy(within: options.closeTimeout)
            throw KafkaError(code)
        }
    }

    func run() throws {
        while true {
            for message in mailbox.removeAll() { read(message) }
            while client.queue.poll(0, { handle($0) }) != nil {}
            advanceMembership(.now)
            reassign(.now)
            if case .leaving = membership { break }
            feedAll(.now)
            mailbox.wakeup.wait(milliseconds: sleepTime(.now))
        }
        leave()
        if let failure { throw failure }
    }

    func newNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    func fail(_ error: any Error) {
        failure = failure ?? error
        isStopping = true
    }

    private func read(_ message: ConsumerMailbox.Message) {
        switch message {
        case .answer(let partition, let number, let result): answered(partition, number, result)
        case .positions(let number, let result): receivePositions(number, result)
        case .revocationHandled(let number): revocationHandled(number)
        case .pause(let partition): members[partition]?.lane.isPaused = true
        case .resume(let partition): members[partition]?.lane.isPaused = false
        case .seek(let partition, let offset):
            if let action = members[partition]?.lane.move(to: offset) { perform(action, on: partition) }
        case .stop: isStopping = true
        }
    }

    /// Handles an event of the common queue. Records arrive on their partitions' own queues.
    func handle(_ event: borrowing Event) {
        switch event.kind {
        case .assign(let partitions): rebalances.append(.assign(partitions))
        case .revoke(let partitions): rebalances.append(.revoke(partitions))
        case .error(let error) where error.isFatal: fail(client.fatal ?? error)
        case .error(let error), .partitionError(_, let error): observer.clientError(error)
        case .statistics(let json):
            guard let statistics = KafkaStatistics(json: json) else { return }
            observer.statistics(statistics)
            findStalled(statistics)
            observer.progress(progress(statistics, .now))
        case .log(let line): observer.log(line)
        // The partition's own queue is outdated, because librdkafka has recreated the partition. The record is not used
        // here, so that reading continues at the partition's position.
        case .record: scheduleReassignment()
        case .deliveries, .end, .other: break
        }
    }

    /// Returns the time until the next lane or handover is due, at most half a second, because librdkafka must be
    /// polled.
    private func sleepTime(_ now: Instant) -> Int32 {
        var due = members.values.compactMap { $0.lane.nextDue(options.endInterval) }
        due += reassignAt.map { [$0] } ?? []
        switch membership {
        case .handingOver(let handover): due.append(handover.nextDue)
        case .requestingPositions(let request): due += request.discardUntil.map { [$0] } ?? []
        case .stable, .leaving: break
        }
        let earliest = due.min().map { Deadline.at($0) } ?? .never
        return earliest.milliseconds(atMost: 500)
    }
}
