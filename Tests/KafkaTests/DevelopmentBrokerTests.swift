import Executors
import Foundation
import Kafka
import TestSupport
import Testing

@testable import DevelopmentBroker

/// The executable that `make run` starts, as clients see it.
@Suite struct DevelopmentBrokerTests {
    @Test func `arguments set the port and the topics`() throws {
        let arguments = try Arguments(["--port", "19092", "--topics", "a.facts:6,b.state:1"])
        #expect(arguments.port == 19092)
        #expect(arguments.topics == [.init(name: "a.facts", partitions: 6), .init(name: "b.state", partitions: 1)])
        #expect(try Arguments([]).port == 9092)
    }

    @Test(arguments: [
        ["--port"], ["--port", "x"], ["--topics", "a"], ["--topics", "a:0"], ["--topics", ":1"], ["-x"],
    ])
    func `an invalid argument is refused`(_ words: [String]) {
        #expect(throws: Arguments.UsageError.self) { try Arguments(words) }
    }

    @Test func `responses are split correctly however the stream is divided`() {
        let stream: [UInt8] = [0, 0, 0, 2, 7, 8, 0, 0, 0, 0, 0, 0, 0, 1, 9]
        for size in 1...stream.count {
            var frames = Frames()
            var found: [[UInt8]] = []
            for start in stride(from: 0, to: stream.count, by: size) {
                frames.append(stream[start..<min(start + size, stream.count)])
                while let frame = frames.next() { found.append(frame) }
            }
            #expect(found == [[0, 0, 0, 2, 7, 8], [0, 0, 0, 0], [0, 0, 0, 1, 9]])
        }
    }

    @Test func `the broker's port is replaced only near the beginning of a response`() {
        let address = AdvertisedAddress(own: 40_000, fixed: 9092)
        let own: [UInt8] = [0, 9] + Array("127.0.0.1".utf8) + [0, 0, 0x9C, 0x40]
        let fixed: [UInt8] = [0, 9] + Array("127.0.0.1".utf8) + [0, 0, 0x23, 0x84]
        var frame = [0, 0, 0, 1, 0, 0, 0, 1] + own + Array(repeating: 1, count: 80) + own
        address.rewrite(&frame)
        #expect(frame == [0, 0, 0, 1, 0, 0, 0, 1] + fixed + Array(repeating: 1, count: 80) + own)
        var short: [UInt8] = [0, 0, 0, 0]
        address.rewrite(&short)
        #expect(short == [0, 0, 0, 0])
    }

    @Test func `clients find a broker again after it was killed and restarted`() async throws {
        let broker = try BrokerProcess()
        try await broker.start()
        let configuration = KafkaConfiguration(bootstrapServers: "127.0.0.1:\(broker.port)")
        let producer = try await KafkaProducer.start(configuration)
        _ = try await producer.send(KafkaMessage(topic: "t", key: [1], value: [1]))
        for _ in 1...3 {
            broker.kill()
            // Sent while no broker is listening: kept and delivered to the next one.
            async let late = producer.send(KafkaMessage(topic: "t", key: [1], value: [2]))
            try await broker.start()
            let restarted = ContinuousClock.now
            let delivery = try await late
            #expect(delivery.offset >= 0)
            #expect(restarted.duration(to: .now) < .seconds(4))
        }
        await producer.close()
    }

    @Test func `a consumer detects that a restarted broker lost its records, and reads new ones`() async throws {
        let broker = try BrokerProcess()
        try await broker.start()
        let configuration = KafkaConfiguration(bootstrapServers: "127.0.0.1:\(broker.port)")
        let producer = try await KafkaProducer.start(configuration)
        for _ in 1...5 { _ = try await producer.send(KafkaMessage(topic: "t", value: [1])) }
        // The position as a database would store it.
        let position = Monitor<StartOffset>(.earliest)
        let delegate = RecordingDelegate(
            positions: { _ in position.withLock { $0 } },
            handler: { batch, _ in
                position.withLock { $0 = .at((batch.last?.offset ?? -1) + 1) }
                return .next
            })
        let consumer = KafkaConsumer(configuration, group: "g", topics: ["t"])
        let run = Task { try await consumer.run(delegate) }
        try await delegate.wait { $0.recordCount == 5 }
        broker.kill()
        try await broker.start()
        for _ in 1...3 { _ = try await producer.send(KafkaMessage(topic: "t", value: [2])) }
        try await delegate.wait(60) { $0.hasGone && $0.recordCount == 8 }
        consumer.stop()
        try await run.value
        await producer.close()
    }
}

private final class BrokerProcess {
    let port: UInt16
    private let log = FileManager.default.temporaryDirectory.appendingPathComponent("broker-\(UUID().uuidString).log")
    private var process: LeashedProcess?

    init() throws {
        port = try freePorts(1)[0]
    }

    deinit {
        kill()
        try? FileManager.default.removeItem(at: log)
    }

    func start() async throws {
        // The executable is built beside the tests.
        let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        process = try LeashedProcess(
            [folder.appendingPathComponent("development-broker").path, "--port", "\(port)", "--topics", "t:1"], log: log
        )
        while true {
            let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            if text.contains("ready") { return }
            if let status = process?.exitStatus {
                throw KafkaError(.invalidArgument, "the broker ended with status \(status): \(text)")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    func kill() {
        process?.kill()
        process = nil
    }
}
