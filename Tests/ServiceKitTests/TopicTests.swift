import Contracts
import Kafka
import TestSupport
import Testing

@testable import Messaging
@testable import ServiceKit

@Suite struct TopicTests {
    let definition = ServiceDefinition(name: .accounts, defaultPort: 8081, migrations: []) { _ in ServiceParts() }

    @Test func `topics are requested with their settings, and two of three replicas must have a record`() throws {
        let specs = TopicMaker.specs(definition.publishes, replication: 3)
        #expect(
            specs.map(\.name).sorted() == [
                "muster.accounts.dlq.v1", "muster.accounts.events.v1", "muster.accounts.keys.v1",
                "muster.accounts.profiles.internal.v1", "muster.accounts.state.v1",
            ])
        #expect(specs.allSatisfy { $0.config["min.insync.replicas"] == "2" && $0.replication == 3 })
        let keys = try #require(specs.first { $0.name == "muster.accounts.keys.v1" })
        #expect(keys.partitions == 1 && keys.config["cleanup.policy"] == "compact")
        let single = TopicMaker.specs(definition.publishes, replication: 1)
        #expect(single.allSatisfy { $0.config["min.insync.replicas"] == "1" })
    }

    @Test(.enabled(if: KafkaFixture.isReal, KafkaFixture.absence), .timeLimit(.minutes(2)))
    func `topics are created once on a broker, with their settings`() async throws {
        let servers = try await KafkaFixture.bootstrap(.real)
        let printed = Printed()
        func topics(_ more: String...) async -> Int32 {
            await ServiceMain.execute(
                definition, arguments: ["topics", "--kafka-bootstrap-servers", servers] + more, environment: [:],
                console: printed.console)
        }
        #expect(await topics("--dry-run") == 0)
        #expect(printed.output.contains("missing   muster.accounts.keys.v1"))
        #expect(await topics() == 0)
        #expect(printed.output.contains("made      muster.accounts.keys.v1"))
        #expect(await topics() == 0)
        #expect(printed.output.contains("is there  muster.accounts.keys.v1"))
        let tool = TopicTool(try await KafkaFixture.configuration(.real))
        let settings = try await tool.settings(of: "muster.accounts.profiles.internal.v1")
        #expect(settings["cleanup.policy"] == "compact")
        #expect(settings["max.compaction.lag.ms"] == "43200000")
    }
}
