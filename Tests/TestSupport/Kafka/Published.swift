package import Contracts
import Kafka
import Synchronization

/// A record as any subscriber reads it.
package struct Published: Sendable {
    package let envelope: Envelope
    package let value: [UInt8]

    /// All that a topic holds, tombstones left out.
    package static func records(_ prefix: String, _ topic: Topic) async throws -> [Published] {
        let found = Mutex<[Published]>([])
        let reader = try KafkaReader(try await KafkaFixture.configuration())
        for partition in 0..<Int32(topic.partitions) {
            try await reader.read(TopicPartition(topic: prefix + topic.name, partition: partition), from: .earliest) {
                for record in $0 {
                    guard let value = record.value else { continue }
                    let envelope = try Envelope(headers: record.headers, key: record.key)
                    found.withLock { $0.append(Published(envelope: envelope, value: value)) }
                }
                return true
            }
        }
        await reader.close()
        return found.withLock { $0 }
    }
}
