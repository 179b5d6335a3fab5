import Executors
import Kafka

/// A delegate that records everything and acts as the test requires.
final class RecordingDelegate: KafkaConsumerDelegate {
    enum Happening: Sendable {
        case assigned([TopicPartition])
        case revoked([TopicPartition])
        case records(TopicPartition, [KafkaRecord])
        case end(TopicPartition, Int64)
        case gone(TopicPartition)
    }

    typealias Handler = @Sendable ([KafkaRecord], TopicPartition) async throws -> Flow

    private let positions: @Sendable (TopicPartition) -> StartOffset
    private let handler: Handler
    private let history = Monitor<[Happening]>([])
    private let bell = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    init(
        positions: @escaping @Sendable (TopicPartition) -> StartOffset = { _ in .earliest },
        handler: @escaping Handler
    ) {
        self.positions = positions
        self.handler = handler
    }

    convenience init() {
        self.init { _, _ in .next }
    }

    private func note(_ happening: Happening) {
        history.withLock { $0.append(happening) }
        bell.continuation.yield()
    }

    var happenings: [Happening] { history.withLock { $0 } }

    /// Returns the values of one partition's records in the order of delivery.
    func values(_ partition: TopicPartition? = nil) -> [String] {
        happenings.flatMap { happening -> [String] in
            guard case .records(let from, let records) = happening, partition == nil || partition == from else {
                return []
            }
            return records.map { text($0.value) }
        }
    }

    /// Waits until the history satisfies the condition. For one waiter at a time.
    func wait(_ seconds: Int = 30, until isEnough: @escaping @Sendable ([Happening]) -> Bool) async throws {
        try await withDeadline(.after(.seconds(seconds))) { [self] in
            if isEnough(happenings) { return }
            for await _ in bell.stream where isEnough(happenings) { return }
            throw CancellationError()
        }
    }

    func assigned(_ partitions: [TopicPartition]) async throws -> [TopicPartition: StartOffset] {
        note(.assigned(partitions))
        return Dictionary(uniqueKeysWithValues: partitions.map { ($0, positions($0)) })
    }

    func revoked(_ partitions: [TopicPartition]) async {
        note(.revoked(partitions))
    }

    func records(_ batch: [KafkaRecord], of partition: TopicPartition) async throws -> Flow {
        let flow = try await handler(batch, partition)
        if flow != .retry(after: .milliseconds(20)) { note(.records(partition, batch)) }
        return flow
    }

    func reachedEnd(_ partition: TopicPartition, at offset: Int64) async throws -> Flow {
        note(.end(partition, offset))
        return .next
    }

    func offsetGone(_ partition: TopicPartition) async throws -> StartOffset {
        note(.gone(partition))
        return .earliest
    }
}

extension [RecordingDelegate.Happening] {
    var recordCount: Int {
        reduce(0) { count, happening in
            if case .records(_, let records) = happening { count + records.count } else { count }
        }
    }

    var hasGone: Bool {
        contains { if case .gone = $0 { true } else { false } }
    }

    var endCount: Int {
        count { if case .end = $0 { true } else { false } }
    }

    var assignments: [[TopicPartition]] {
        compactMap { if case .assigned(let partitions) = $0 { partitions } else { nil } }
    }
}
