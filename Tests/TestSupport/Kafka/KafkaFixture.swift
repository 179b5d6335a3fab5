import Foundation
package import Kafka
package import Testing

/// The broker that tests run against: a real Apache Kafka when `KAFKA_HOME` names one, else librdkafka's mock cluster.
/// Each is started once for the test process, at the first use.
///
/// ```swift
/// let topic = KafkaFixture.topic("orders")
/// try await KafkaFixture.createTopics([TopicSpec(name: topic, partitions: 3)])
/// let producer = try await KafkaProducer.start(try await KafkaFixture.configuration())
/// ```
package enum KafkaFixture {
    package enum Kind: Sendable, CaseIterable, CustomStringConvertible {
        case mock
        case real

        package var description: String { self == .mock ? "mock cluster" : "Apache Kafka" }
    }

    package static var isReal: Bool { KafkaCluster.home != nil }

    /// The kinds that can be had here: for tests that every broker must pass.
    package static var kinds: [Kind] { isReal ? [.mock, .real] : [.mock] }

    /// What a suite that needs the real one says when it is not there.
    package static let absence: Comment = "needs Apache Kafka: set KAFKA_HOME to a folder with its libs"

    /// The kind that a test gets when it does not choose.
    package static var standard: Kind { isReal ? .real : .mock }

    package static func bootstrap(_ kind: Kind = standard) async throws -> String {
        switch kind {
        case .mock: try mock.get().bootstrapServers
        case .real: try await real.value.bootstrapServers
        }
    }

    package static func configuration(_ kind: Kind = standard, clientID: String = "test") async throws
        -> KafkaConfiguration
    {
        KafkaConfiguration(bootstrapServers: try await bootstrap(kind), clientID: clientID)
    }

    /// Makes them and returns when each partition has its leader.
    package static func createTopics(_ topics: [TopicSpec], on kind: Kind = standard) async throws {
        switch kind {
        case .mock:
            for topic in topics { try mock.get().createTopic(topic.name, partitions: topic.partitions) }
        case .real:
            let admin = try KafkaAdmin(try await configuration(kind))
            _ = try await admin.createTopics(topics)
            await admin.close()
        }
    }

    /// A topic's name that no other test has.
    package static func topic(_ stem: String) -> String {
        "\(stem)-\(UUID().uuidString.prefix(8).lowercased())"
    }

    private static let mock = Result { try MockCluster() }
    private static let real = Task { try await KafkaCluster.start() }
}
