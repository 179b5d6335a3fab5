import Contracts
import Kafka
import TestSupport
import Testing

@testable import Messaging
@testable import ServiceKit

@Suite("Topics")
struct TopicTests {
    let definition = ServiceDefinition(name: .accounts, defaultPort: 8081, migrations: []) { _ in ServiceParts() }

    @Test("are asked for with their settings, and two of three copies must be written")
    func specs() throws {
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

    @Test(
        "are made on a real broker once, with their settings",
        .enabled(if: KafkaFixture.isReal, KafkaFixture.absence), .timeLimit(.minutes(2)))
    func made() async throws {
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

@Suite("Progress")
struct CoreProgressTests {
    @Test("tells rows, rate and time left")
    func text() {
        let half = CommandProgress(unit: "rows", done: 500, total: 2000)
        #expect(ProgressPrinter.text(half, .seconds(2)) == "500 of 2000 rows (25 %), 250 rows/s, 6 s left")
        let open = CommandProgress(unit: "records", done: 30, total: nil)
        #expect(ProgressPrinter.text(open, .seconds(3)) == "30 records, 10 records/s")
        let none = CommandProgress(unit: "rows", done: 0, total: 0)
        #expect(ProgressPrinter.text(none, .zero) == "0 rows")
    }

    @Test("is plain lines where there is no terminal, and rewrites one line where there is")
    func printing() {
        let plain = Printed()
        let printer = ProgressPrinter(plain.console)
        for done in 1...100 { printer.show(CommandProgress(unit: "rows", done: done, total: 100)) }
        printer.finish()
        #expect(plain.errors.split(separator: "\n").count == 2)
        #expect(!plain.errors.contains("\r"))
        let terminal = Printed(isTerminal: true)
        let rewriting = ProgressPrinter(terminal.console)
        rewriting.show(CommandProgress(unit: "rows", done: 1, total: 2))
        rewriting.finish()
        #expect(terminal.errors.hasPrefix("\r") && terminal.errors.hasSuffix("\n"))
    }
}
