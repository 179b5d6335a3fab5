import CRdKafka
import Executors

/// The consumer's thread: librdkafka's events and the mailbox come in, work goes out to tasks. Used by that thread alone.
final class ConsumerLoop {
    typealias Instant = ContinuousClock.Instant

    /// A partition with its queue and the task that has its work.
    struct Member {
        var lane: PartitionLane
        var queue: Queue
        var task: Task<Void, Never>?
    }

    /// Where we are with the group.
    enum Membership {
        case settled
        /// The delegate is asked where these partitions begin.
        case asking(Question)
        /// Partitions are being given back.
        case handingOver(Handover)
        case leaving
    }

    struct Question {
        let partitions: [TopicPartition]
        let number: UInt64
        let task: Task<Void, Never>
        /// The partitions are taken away again: the answer is awaited until then, and counts for nothing.
        var voidUntil: Instant?
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
    var membership = Membership.settled
    var rebalances: [Rebalance] = []
    var isStopping = false
    /// When fetchers are started anew, which takes an assignment of all: a moment after the first asks for it, as many
    /// offsets are gone together.
    var assignsAgainAt: Instant?
    /// Partitions that had a leader and no fetcher when statistics came last.
    var stalled: Set<TopicPartition> = []
    /// Why `run` will throw; the first reason stays.
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
            client.destroy(within: options.closePatience)
            throw KafkaError(code)
        }
    }

    func run() throws {
        while true {
            for letter in mailbox.takeAll() { read(letter) }
            while client.queue.poll(0, { handle($0) }) != nil {}
            advanceMembership(.now)
            assignAgain(.now)
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

    private func read(_ letter: ConsumerMailbox.Letter) {
        switch letter {
        case .answer(let partition, let number, let result): answered(partition, number, result)
        case .positions(let number, let result): positionsCame(number, result)
        case .revocationTold(let number): revocationTold(number)
        case .pause(let partition): members[partition]?.lane.isPaused = true
        case .resume(let partition): members[partition]?.lane.isPaused = false
        case .seek(let partition, let offset):
            if let action = members[partition]?.lane.move(to: offset) { perform(action, on: partition) }
        case .stop: isStopping = true
        }
    }

    /// An event of the common queue: records come on their partitions' own queues.
    func handle(_ event: borrowing Event) {
        switch event.kind {
        case .assign(let partitions): rebalances.append(.assign(partitions))
        case .revoke(let partitions): rebalances.append(.revoke(partitions))
        case .error(let error) where error.isFatal: fail(client.fatal ?? error)
        case .error(let error), .partitionError(_, let error): observer.trouble(error)
        case .statistics(let json):
            guard let statistics = KafkaStatistics(json: json) else { return }
            observer.statistics(statistics)
            findStalled(statistics)
            observer.progress(progress(statistics, .now))
        case .log(let line): observer.log(line)
        // A partition's own queue is the wrong one: librdkafka has made the partition anew since. Nothing is taken here, so
        // that reading goes on where the partition stands.
        case .record: assignAgainSoon()
        case .deliveries, .end, .other: break
        }
    }

    /// Until the next lane or handover is due; half a second at most, because librdkafka wants to be polled.
    private func sleepTime(_ now: Instant) -> Int32 {
        var due = members.values.compactMap { $0.lane.nextDue(options.endInterval) }
        due += assignsAgainAt.map { [$0] } ?? []
        switch membership {
        case .handingOver(let handover): due.append(handover.nextDue)
        case .asking(let question): due += question.voidUntil.map { [$0] } ?? []
        case .settled, .leaving: break
        }
        let earliest = due.min().map { Deadline.at($0) } ?? .never
        return earliest.milliseconds(atMost: 500)
    }
}
