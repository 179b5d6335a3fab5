import Configuration
import Contracts
import HTTP
import JSONTree
import Observability
import Postgres
import ServiceKit
import Testing
import Web

@Suite struct CommandTests {
    static let definition = ServiceDefinition(
        name: .certification, defaultPort: 8083,
        keys: [.int("CERTIFICATION_THING", default: 3, in: 1...9, "A thing.")],
        migrations: [Migration("1000_thing", "CREATE TABLE thing (id int)")]
    ) { _ in
        ServiceParts(
            endpoints: [
                .get(
                    "/v1/things",
                    Operation(
                        "Things", access: .anyone, answers: [.noContent]
                    ) { _ in .noContent })
            ])
    }

    func run(_ line: String, _ environment: [String: String] = [:]) async -> (code: Int32, Printed) {
        let printed = Printed()
        let words = line.split(separator: " ").map(String.init)
        let code = await ServiceMain.execute(
            Self.definition, arguments: words, environment: environment, console: printed.console)
        return (code, printed)
    }

    @Test(arguments: [
        "serve", "migrate", "topics", "outbox status", "outbox republish", "outbox reconcile", "dlq list",
        "dlq show",
        "dlq redrive", "dlq purge", "projection rebuild", "config check", "config list", "openapi",
    ])
    func `every command has help`(command: String) async {
        let (code, printed) = await run("\(command) --help")
        #expect(code == 0)
        #expect(printed.output.contains("Usage: certification \(command)"))
        let (_, overview) = await run("--help")
        #expect(overview.output.contains("  \(command)"))
    }

    @Test(arguments: [
        ("srve", "did you mean serve?"), ("outbox", "needs one of: status, republish"),
        ("migrate now", "too much"), ("migrate --dry-run=yes", "takes no value"),
        ("outbox republish --since", "needs a value"), ("outbox republish", "Pass one of"),
        ("config check --thing 10", "must be from 1 to 9"), ("config check --thng 1", "did you mean --thing?"),
        ("config check -x", "two dashes"), ("dlq purge", "Select records"),
    ])
    func `an unknown command line is refused with a suggestion`(line: String, words: String) async {
        let (code, printed) = await run(line)
        #expect(code == 2)
        #expect(printed.errors.contains(words))
    }

    @Test func `topics need no broker to be listed, and the API document no database`() async throws {
        let (code, printed) = await run("topics --list")
        #expect(code == 0)
        #expect(
            printed.output == """
                muster.certification.events.v1:12
                muster.certification.state.v1:12
                muster.certification.dlq.v1:3

                """)
        let (documentCode, document) = await run("openapi", ["DATABASE_URL": "postgresql://127.0.0.1:1/none"])
        #expect(documentCode == 0)
        let json = try JSON.parse(Array(document.output.utf8))
        #expect(json["openapi"]?.string?.hasPrefix("3.1") == true)
        for path in ["/v1/things", "/livez", "/readyz", "/metrics", "/v1/policies", "/v1/development/clock"] {
            #expect(json["paths"]?[path] != nil)
        }
    }

    @Test func `config list prints every setting and what is wrong`() async {
        let (code, printed) = await run("config list", ["CERTIFICATION_THING": "7"])
        #expect(code == 0)
        #expect(
            printed.output.contains("CERTIFICATION_THING\n    A thing.\n    may be: 1 to 9; default: 3\n    is now: 7"))
        let (_, table) = await run("config list --markdown")
        #expect(table.output.contains("| `CERTIFICATION_THING` | 3 | 1 to 9 | A thing. |"))
        let (badCode, bad) = await run("config list", ["MUSTER_NONSENSE": "1"])
        #expect(badCode == 2)
        #expect(bad.output.contains("CERTIFICATION_THING"))
        #expect(bad.errors.contains("MUSTER_NONSENSE"))
        let (checkCode, check) = await run("config check")
        #expect(checkCode == 0)
        #expect(check.output.contains("valid (development)"))
        let (_, told) = await run("config check", ["KAFKA_BOOTSTRAP_SERVER": "broker:9092"])
        #expect(told.errors.contains("did you mean KAFKA_BOOTSTRAP_SERVERS?"))
        let (urlCode, url) = await run("config check", ["DATABASE_URL": "nonsense password=hidden"])
        #expect(urlCode == 2)
        #expect(url.errors.contains("DATABASE_URL must be") && !url.errors.contains("hidden"))
    }

    @Test func `config check builds the service`() async {
        struct Fault: Error, CustomStringConvertible { let description = "the rule pack cannot be read" }
        let faulty = ServiceDefinition(name: .certification, defaultPort: 8083, migrations: []) { _ in throw Fault() }
        let printed = Printed()
        let code = await ServiceMain.execute(
            faulty, arguments: ["config", "check"], environment: [:], console: printed.console)
        #expect(code == 1)
        #expect(printed.errors.contains("the rule pack cannot be read"))
        #expect(!printed.output.contains("valid"))
    }
}
