import Configuration
import Contracts
import Executors
import Kafka
import Observability

/// Creates the topics that a service owns, with their settings. Existing topics are not changed.
struct TopicMaker: Sendable {
    private let kafka: KafkaConfiguration
    private let specs: [TopicSpec]
    private let log: Log

    init(_ context: ServiceContext, prefix: String = "") {
        kafka = context.kafka
        log = context.log
        specs = Self.specs(
            context.definition.publishes, replication: context.configuration.int("KAFKA_TOPIC_REPLICATION"),
            prefix: prefix)
    }

    /// Of three copies, two must have a record before it is acknowledged.
    static func specs(_ topics: [Topic], replication: Int, prefix: String = "") -> [TopicSpec] {
        topics.map { topic in
            var settings = topic.configuration
            settings["min.insync.replicas"] = String(replication >= 3 ? 2 : 1)
            return TopicSpec(
                name: prefix + topic.name, partitions: Int32(topic.partitions), replication: Int16(replication),
                config: settings)
        }
    }

    /// The state of the topics at the broker: the existing ones, each with its fault, and the names of the missing
    /// ones.
    @concurrent
    func state(
        within time: Duration = .seconds(10)
    ) async throws -> (there: [(name: String, problem: String?)], missing: [String]) {
        let admin = try KafkaAdmin(kafka)
        let known: [TopicDescription]
        do {
            known = try await admin.describeTopics(within: time)
            await admin.close()
        } catch {
            await admin.close()
            throw error
        }
        let byName = Dictionary(known.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        let there = specs.compactMap { spec -> (name: String, problem: String?)? in
            guard let topic = byName[spec.name] else { return nil }
            let isRight = topic.partitions == spec.partitions
            return (spec.name, isRight ? nil : "has \(topic.partitions) partitions instead of \(spec.partitions)")
        }
        return (there, specs.map(\.name).filter { byName[$0] == nil })
    }

    /// Creates the missing topics, and returns their names. Looks for them first, because a broker without topic
    /// administration may already have them.
    @concurrent
    func makeMissing(within time: Duration) async throws -> [String] {
        let admin = try KafkaAdmin(kafka)
        do {
            let known = Set(try await admin.describeTopics(within: time).map(\.name))
            let missing = specs.filter { !known.contains($0.name) }
            let made = missing.isEmpty ? [] : try await admin.createTopics(missing, within: time)
            // The controller answers before every broker knows the topics. Wait until they are found.
            let deadline = Deadline.after(time)
            while !made.isEmpty, !deadline.hasPassed {
                let known = Set(try await admin.describeTopics(within: time).map(\.name))
                if known.isSuperset(of: made) { break }
                try await Task.sleep(for: .milliseconds(100))
            }
            await admin.close()
            return made
        } catch {
            await admin.close()
            throw error
        }
    }

    /// Retries until it succeeds, for the start of a service while Kafka is down.
    @concurrent
    func runUntilDone() async {
        var backoff = Backoff(initial: .seconds(1), maximum: .seconds(30))
        var isFirst = true
        while !Task.isCancelled {
            do {
                let made = try await makeMissing(within: .seconds(5))
                if !made.isEmpty { log.info("Created topics", ["topics": .string(made.joined(separator: ", "))]) }
                return
            } catch {
                if isFirst { log.notice("topics cannot be created yet", ["error": .error(error)]) }
                isFirst = false
                try? await Task.sleep(for: backoff.next())
            }
        }
    }
}
