import Executors
import Kafka
import TestSupport
import Testing

/// A producer's guarantees under faults of the mock cluster.
@Suite struct ProducerFaultTests {
    private let mock: MockKafka

    init() throws {
        mock = try MockKafka(topics: [TopicSpec(name: "t", partitions: 1)])
    }

    private func start(
        queueLimit: Int = 20_000, linger: Duration = .milliseconds(1)
    ) async throws -> KafkaProducer {
        var options = KafkaProducerOptions()
        options.queueLimit = queueLimit
        options.linger = linger
        let producer = try await KafkaProducer.start(mock.configuration, options: options)
        await producer.warm(topics: ["t"])
        return producer
    }

    private func message(_ number: Int) -> KafkaMessage {
        KafkaMessage(topic: "t", key: [1], value: Array("\(number)".utf8), headers: [("n", Array("\(number)".utf8))])
    }

    /// For a batch that the broker already had, librdkafka 2.0.2 reports no offsets. A caller that needs them reads the
    /// log, as the relay does (R5). Every reported offset is true.
    @Test func `every send completes once through errors and an outage, and a reported offset has its record, once`()
        async throws
    {
        let producer = try await start()
        let passing = [
            KafkaError.Code(rawValue: 7), .transport, KafkaError.Code(rawValue: 6), KafkaError.Code(rawValue: 19),
        ]
        mock.cluster.failProduceRequests(with: passing)
        let sent = try await withThrowingTaskGroup(of: (Int64, String).self) { group in
            for number in 0..<500 {
                if number == 200 { mock.cluster.setBrokerDown(1) }
                if number == 300 { mock.cluster.setBrokerUp(1) }
                group.addTask { (try await producer.send(message(number)).offset, "\(number)") }
            }
            return try await group.reduce(into: [(offset: Int64, text: String)]()) { $0.append($1) }
        }
        #expect(sent.count == 500)
        #expect(producer.fatal == nil)
        await producer.close()
        let reader = try KafkaReader(mock.configuration)
        let records = Collected<KafkaRecord>()
        try await reader.read(TopicPartition(topic: "t", partition: 0), from: .earliest) { batch in
            records.append(batch)
            return true
        }
        await reader.close()
        let standing = Dictionary(uniqueKeysWithValues: records.values.map { ($0.offset, text($0.value)) })
        let known = sent.filter { $0.offset >= 0 }
        #expect(known.allSatisfy { standing[$0.offset] == $0.text })
        #expect(Set(standing.values).count == standing.count)
        #expect(standing.count >= known.count && known.count > 300, "\(known.count) of \(standing.count)")
    }

    @Test func `a full producer refuses records, and accepts more after reports were taken`() async throws {
        let producer = try await start(queueLimit: 100)
        for number in 0..<100 { try producer.enqueue(message(number), token: UInt64(number)) }
        #expect(throws: KafkaError(.queueFull, isRetriable: true)) { try producer.enqueue(message(100), token: 100) }
        var count = 0
        while count < 100 { count += try await producer.nextReports().count }
        try producer.enqueue(message(101), token: 101)
        #expect(try await producer.nextReports().map(\.token) == [101])
        await producer.close()
    }

    @Test func `a send waits for room`() async throws {
        let producer = try await start(queueLimit: 10)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 { group.addTask { _ = try await producer.send(message(number)) } }
            try await group.waitForAll()
        }
        await producer.close()
    }

    @Test func `purged records are reported, and later ones are delivered`() async throws {
        mock.cluster.setBrokerDown(1)
        let producer = try await KafkaProducer.start(mock.configuration)
        for number in 0..<10 { try producer.enqueue(message(number), token: UInt64(number)) }
        producer.purge()
        var codes: [KafkaError.Code?] = []
        while codes.count < 10 { codes += try await producer.nextReports().map(\.error?.code) }
        #expect(codes == Array(repeating: KafkaError.Code(rawValue: -152), count: 10), "_PURGE_QUEUE")
        mock.cluster.setBrokerUp(1)
        #expect(try await producer.send(message(11)).offset == 0)
        await producer.close()
    }

    @Test func `cancelling a send ends its wait immediately`() async throws {
        mock.cluster.setBrokerDown(1)
        let producer = try await KafkaProducer.start(mock.configuration)
        let waiting = Task { try await producer.send(message(1)) }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        await producer.close(deadline: .after(.zero))
    }

    @Test func `closing takes limited time and ends every wait`() async throws {
        let producer = try await start()
        mock.cluster.setBrokerDown(1)
        let sends = (0..<10).map { number in Task { try await producer.send(message(number)) } }
        let reports = Task { try await producer.nextReports() }
        // Waits until librdkafka has all records.
        while producer.outstanding < 10 { await Task.yield() }
        let began = ContinuousClock.now
        await producer.close(deadline: .after(.milliseconds(200)))
        #expect(began.duration(to: .now) < .seconds(5))
        for send in sends { await #expect(throws: KafkaError.self) { try await send.value } }
        await #expect(throws: KafkaError(.closed)) { try await reports.value }
        await #expect(throws: KafkaError(.closed)) { try await producer.send(message(1)) }
        #expect(throws: KafkaError(.closed)) { try producer.enqueue(message(1), token: 1) }
        await producer.close()
    }

    @Test func `closing delivers records that were accepted before`() async throws {
        let producer = try await start(linger: .milliseconds(300))
        for number in 0..<50 { try producer.enqueue(message(number), token: UInt64(number)) }
        await producer.close()
        #expect(try await producer.nextReports().filter { $0.error == nil }.count == 50)
        await #expect(throws: KafkaError(.closed)) { try await producer.nextReports() }
    }

    @Test func `after a fatal error all calls fail, and a new instance works`() async throws {
        let producer = try await start()
        _ = try await producer.send(message(0))
        mock.cluster.failProduceRequests(with: [.messageTooLarge])
        try producer.enqueue(message(1), token: 1)
        let error = await #expect(throws: KafkaError.self) {
            while true { _ = try await producer.nextReports() }
        }
        #expect(error?.isFatal == true)
        #expect(error?.code == .fatal)
        #expect(producer.fatal == error)
        await #expect(throws: KafkaError.self) { try await producer.send(message(1)) }
        #expect(throws: try #require(error)) { try producer.enqueue(message(1), token: 1) }
        await producer.close()
        let next = try await start()
        #expect(try await next.send(message(1)).offset == 1)
        await next.close()
    }

    /// The broker responds that it has the batch (46, DUPLICATE_SEQUENCE_NUMBER). librdkafka would count offsets up
    /// from -1.
    @Test func `offsets of a batch that the broker already has are unknown`() async throws {
        let producer = try await start(linger: .milliseconds(100))
        mock.cluster.failProduceRequests(with: [KafkaError.Code(rawValue: 46)])
        for number in 0..<5 { try producer.enqueue(message(number), token: UInt64(number)) }
        var reports: [DeliveryReport] = []
        while reports.count < 5 { reports += try await producer.nextReports() }
        #expect(reports.map(\.token) == [0, 1, 2, 3, 4])
        #expect(reports.map(\.error) == Array(repeating: nil, count: 5))
        #expect(reports.map(\.offset) == Array(repeating: Delivery.unknownOffset, count: 5))
        await producer.close()
    }

    /// Later records of a key could otherwise overtake the refused one, so librdkafka stops permanently.
    @Test func `a refused record is reported and makes the instance fatal`() async throws {
        let producer = try await start()
        mock.cluster.failProduceRequests(with: [.messageTooLarge])
        try producer.enqueue(message(1), token: 1)
        let report = try #require(try await producer.nextReports().first)
        #expect(report.error?.isRecordError == true)
        #expect(report.batchSize == 1)
        let error = await #expect(throws: KafkaError.self) { try await producer.nextReports() }
        #expect(error?.isFatal == true)
        await producer.close()
    }
}
