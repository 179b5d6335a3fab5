import Executors
import Kafka
import Synchronization
import TestSupport
import Testing

/// What every broker must do for a consumer.
@Suite struct ConsumerTests {
    private func write(_ count: Int, to topic: String, partitions: Int32, _ kind: KafkaFixture.Kind, first: Int = 0)
        async throws
    {
        let producer = try await KafkaProducer.start(try await KafkaFixture.configuration(kind))
        for number in first..<first + count {
            try producer.enqueue(
                KafkaMessage(
                    topic: topic, partition: Int32(number) % partitions, value: Array("\(number)".utf8)),
                token: UInt64(number))
        }
        await producer.close()
    }

    private func makeTopic(_ stem: String, partitions: Int32 = 1, _ kind: KafkaFixture.Kind) async throws -> String {
        let topic = KafkaFixture.topic(stem)
        try await KafkaFixture.createTopics([TopicSpec(name: topic, partitions: partitions)], on: kind)
        return topic
    }

    private func consumer(_ topic: String, _ kind: KafkaFixture.Kind, _ options: KafkaConsumerOptions = .init())
        async throws -> KafkaConsumer
    {
        KafkaConsumer(
            try await KafkaFixture.configuration(kind), group: "group-\(topic)", topics: [topic], options: options)
    }

    /// Runs the consumer while `body` runs.
    private func running(
        _ consumer: KafkaConsumer, _ delegate: RecordingDelegate, _ body: () async throws -> Void
    ) async throws {
        let run = Task { try await consumer.run(delegate) }
        do {
            try await body()
        } catch {
            consumer.stop()
            try await run.value
            throw error
        }
        consumer.stop()
        try await run.value
    }

    @Test(arguments: KafkaFixture.kinds)
    func `a busy partition keeps its order and does not delay others`(_ kind: KafkaFixture.Kind) async throws {
        let topic = try await makeTopic("held", partitions: 2, kind)
        try await write(200, to: topic, partitions: 2, kind)
        let (held, free) = (TopicPartition(topic: topic, partition: 0), TopicPartition(topic: topic, partition: 1))
        let isOpen = Atomic(false)
        let attempts = Atomic(0)
        let delegate = RecordingDelegate { _, partition in
            guard partition == held else { return .next }
            attempts.add(1, ordering: .relaxed)
            return isOpen.load(ordering: .relaxed) ? .next : .retry(after: .milliseconds(20))
        }
        var options = KafkaConsumerOptions()
        options.batchRecords = 10
        try await running(try await consumer(topic, kind, options), delegate) {
            try await delegate.wait { $0.recordCount == 100 && attempts.load(ordering: .relaxed) > 3 }
            #expect(delegate.values(held).isEmpty)
            #expect(delegate.values(free) == stride(from: 1, to: 200, by: 2).map(String.init))
            isOpen.store(true, ordering: .relaxed)
            try await delegate.wait { $0.recordCount == 200 && $0.endCount == 2 }
            #expect(delegate.values(held) == stride(from: 0, to: 200, by: 2).map(String.init))
        }
    }

    @Test(arguments: KafkaFixture.kinds)
    func `reading starts where the delegate says, and a seek goes back`(_ kind: KafkaFixture.Kind) async throws {
        let topic = try await makeTopic("seek", kind)
        try await write(50, to: topic, partitions: 1, kind)
        let wentBack = Atomic(false)
        let delegate = RecordingDelegate(
            positions: { _ in .at(40) },
            handler: { batch, _ in
                guard batch.last?.offset == 49, !wentBack.exchange(true, ordering: .relaxed) else { return .next }
                return .seek(.at(45))
            })
        let consumer = try await consumer(topic, kind)
        try await running(consumer, delegate) {
            try await delegate.wait { $0.recordCount == 15 && $0.endCount > 0 }
            #expect(delegate.values() == (Array(40..<50) + Array(45..<50)).map(String.init))
            consumer.seek(TopicPartition(topic: topic, partition: 0), to: .at(48))
            try await delegate.wait { $0.recordCount == 17 }
            #expect(delegate.values().suffix(2) == ["48", "49"])
        }
    }

    @Test(arguments: KafkaFixture.kinds)
    func `a missing offset is reported, and reading continues where the delegate says`(_ kind: KafkaFixture.Kind)
        async throws
    {
        let topic = try await makeTopic("gone", partitions: 2, kind)
        try await write(20, to: topic, partitions: 2, kind)
        let delegate = RecordingDelegate(
            positions: { $0.partition == 0 ? .at(1000) : .earliest }, handler: { _, _ in .next })
        try await running(try await consumer(topic, kind), delegate) {
            try await delegate.wait { $0.hasGone && $0.recordCount == 20 }
        }
        let gone = TopicPartition(topic: topic, partition: 0)
        #expect(delegate.values(gone) == stride(from: 0, to: 20, by: 2).map(String.init))
        #expect(delegate.values().count == 20, "the other partition was not read twice")
    }

    /// As after a broker was replaced by another: every position is beyond the log. The positions are found at
    /// different times, so that one assignment follows another.
    @Test(arguments: KafkaFixture.kinds)
    func `many missing offsets are all reported, and everything is read`(_ kind: KafkaFixture.Kind)
        async throws
    {
        let partitions: Int32 = 48
        let topic = try await makeTopic("all-gone", partitions: partitions, kind)
        try await write(480, to: topic, partitions: partitions, kind)
        for round in 0..<3 {
            let delegate = RecordingDelegate(positions: { _ in .at(1000) }, handler: { _, _ in .next })
            let consumer = KafkaConsumer(
                try await KafkaFixture.configuration(kind), group: "group-\(topic)-\(round)", topics: [topic],
                options: .init())
            try await running(consumer, delegate) {
                try await delegate.wait { $0.recordCount == 480 }
            }
            for number in 0..<partitions {
                let values = delegate.values(TopicPartition(topic: topic, partition: number))
                #expect(values == stride(from: Int(number), to: 480, by: Int(partitions)).map(String.init))
            }
        }
    }

    @Test(arguments: KafkaFixture.kinds)
    func `a paused partition waits and a resumed one continues`(_ kind: KafkaFixture.Kind) async throws {
        let topic = try await makeTopic("pause", partitions: 2, kind)
        let paused = TopicPartition(topic: topic, partition: 0)
        let delegate = RecordingDelegate()
        let consumer = try await consumer(topic, kind)
        try await running(consumer, delegate) {
            try await delegate.wait { $0.endCount == 2 }
            consumer.pause(paused)
            try await write(20, to: topic, partitions: 2, kind)
            try await delegate.wait { $0.recordCount == 10 }
            #expect(delegate.values(paused).isEmpty)
            consumer.resume(paused)
            try await delegate.wait { $0.recordCount == 20 }
        }
    }

    @Test(arguments: KafkaFixture.kinds)
    func `two members lose nothing when one joins and leaves`(_ kind: KafkaFixture.Kind) async throws {
        let topic = try await makeTopic("members", partitions: 4, kind)
        try await write(100, to: topic, partitions: 4, kind)
        // The position of each partition, as a database would store it.
        let positions = Monitor<[TopicPartition: Int64]>([:])
        func member() -> RecordingDelegate {
            RecordingDelegate(
                positions: { partition in positions.withLock { $0[partition].map { .at($0) } ?? .earliest } },
                handler: { batch, partition in
                    positions.withLock { $0[partition] = (batch.last?.offset ?? -1) + 1 }
                    return .next
                })
        }
        let (first, second) = (member(), member())
        var options = KafkaConsumerOptions()
        options.sessionTimeout = .seconds(6)
        try await running(try await consumer(topic, kind, options), first) {
            try await first.wait { $0.recordCount == 100 }
            try await running(try await consumer(topic, kind, options), second) {
                try await second.wait(60) { $0.assignments.last?.count == 2 }
                try await first.wait { $0.assignments.last?.count == 2 }
                try await write(100, to: topic, partitions: 4, kind, first: 100)
                try await first.wait { $0.recordCount == 150 }
                try await second.wait { $0.recordCount == 50 }
            }
            try await first.wait(60) { $0.assignments.last?.count == 4 }
            try await write(40, to: topic, partitions: 4, kind, first: 200)
            try await first.wait { $0.recordCount == 190 }
        }
        let all = (first.values() + second.values()).compactMap { Int($0) }.sorted()
        #expect(all == Array(0..<240))
    }

    @Test(arguments: KafkaFixture.kinds)
    func `stopping takes limited time although a handler never returns`(_ kind: KafkaFixture.Kind) async throws {
        let topic = try await makeTopic("stuck", kind)
        try await write(1, to: topic, partitions: 1, kind)
        let entered = AsyncStream.makeStream(of: Void.self)
        // Ignores cancellation until the test is over.
        let release = AsyncStream.makeStream(of: Void.self)
        let delegate = RecordingDelegate { _, _ in
            entered.continuation.yield()
            await Task { for await _ in release.stream {} }.value
            return .next
        }
        var options = KafkaConsumerOptions()
        options.handoverTimeout = .milliseconds(200)
        options.closeTimeout = .seconds(3)
        let consumer = try await consumer(topic, kind, options)
        let run = Task { try await consumer.run(delegate) }
        for await _ in entered.stream { break }
        let began = ContinuousClock.now
        consumer.stop()
        try await run.value
        #expect(began.duration(to: .now) < .seconds(6))
        release.continuation.finish()
    }

    @Test func `an error of the delegate ends the run`() async throws {
        struct Broken: Error {}
        let topic = try await makeTopic("throws", .mock)
        try await write(1, to: topic, partitions: 1, .mock)
        let consumer = try await consumer(topic, .mock)
        await #expect(throws: Broken.self) {
            try await consumer.run(RecordingDelegate { _, _ in throw Broken() })
        }
        await #expect(throws: KafkaError.self) { try await consumer.run(RecordingDelegate()) }
    }

    @Test func `cancelling the run stops it, also before it received anything`() async throws {
        let consumer = KafkaConsumer(
            KafkaConfiguration(bootstrapServers: "127.0.0.1:1"), group: "nobody", topics: ["nothing"])
        let run = Task { try await consumer.run(RecordingDelegate()) }
        run.cancel()
        try await run.value
    }
}
