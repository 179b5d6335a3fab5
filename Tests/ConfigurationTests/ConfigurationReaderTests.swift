import Configuration
import Contracts
import DomainClock
import Foundation
import Messaging
import Security
import ServiceKit
import TestSupport
import Testing

@Suite("Settings")
struct ConfigurationReaderTests {
    let own: [ConfigurationKey] = [
        .flag("ACCOUNTS_CHALLENGE", default: true, "Whether signing up takes a challenge."),
        .int("ACCOUNTS_LIMIT", default: 10, in: 1...100, "A limit."),
        .secret("ACCOUNTS_PEPPER", minimumLength: 8, required: .inProduction, "A secret."),
    ]

    func read(
        _ environment: [String: String] = [:], _ arguments: [(name: String, value: String)] = []
    ) throws -> Configuration {
        try ConfigurationReader(
            .accounts, keys: SharedKeys.all(for: .accounts, port: 8081) + own, arguments: arguments,
            environment: environment
        ).read()
    }

    func problems(_ environment: [String: String], _ arguments: [(name: String, value: String)] = []) -> [String] {
        do {
            _ = try read(environment, arguments)
            return []
        } catch let error as ConfigurationError {
            return error.problems
        } catch {
            return ["\(error)"]
        }
    }

    func file(_ content: String) throws -> String {
        let path = NSTemporaryDirectory() + "muster-\(UUID().uuidString)"
        try content.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test("have their defaults when nothing is said")
    func defaults() throws {
        let configuration = try read()
        #expect(configuration.isDevelopment)
        #expect(configuration.int("ACCOUNTS_HTTP_PORT") == 8081)
        #expect(configuration.string("ACCOUNTS_HTTP_HOST") == "127.0.0.1")
        #expect(configuration.bool("ACCOUNTS_CHALLENGE"))
        #expect(configuration.bool("MUSTER_MIGRATE_ON_START"))
        #expect(configuration.duration("MUSTER_SHUTDOWN_TIMEOUT") == .seconds(8))
        #expect(configuration.list("MUSTER_CORS_ORIGINS") == [])
        #expect(configuration.optionalSecret("ACCOUNTS_PEPPER") == nil)
        #expect(configuration.zone("MUSTER_TIME_ZONE").name == "America/Chicago")
    }

    @Test("are taken from the command line before the environment, and from there before the file")
    func precedence() throws {
        let path = try file("# ours\nACCOUNTS_LIMIT=1\nexport MUSTER_LOG_LEVEL=\"debug\"\nACCOUNTS_HTTP_PORT=7000\n")
        let configuration = try read(
            ["MUSTER_CONFIG_FILE": path, "ACCOUNTS_LIMIT": "2", "ACCOUNTS_HTTP_PORT": ""],
            [("accounts-limit", "3")])
        #expect(configuration.int("ACCOUNTS_LIMIT") == 3)
        #expect(configuration.string("MUSTER_LOG_LEVEL") == "debug")
        #expect(configuration.int("ACCOUNTS_HTTP_PORT") == 7000)
        #expect(try read([:], [("limit", "4"), ("http-port", "1")]).int("ACCOUNTS_LIMIT") == 4)
    }

    @Test("are all judged at once")
    func everythingWrong() throws {
        let problems = problems(
            [
                "MUSTER_CLOK": "2026-03-01T00:00:00Z", "ACCOUNTS_LIMIT": "101", "ACCOUNTS_CHALLENGE": "perhaps",
                "ACCOUNTS_HTTP_PORT": "http", "MUSTER_TIME_ZONE": "Mars/Base", "MUSTER_SHUTDOWN_TIMEOUT": "1h",
            ], [("acounts-limit", "1")])
        #expect(problems.count == 7)
        func has(_ parts: String...) -> Bool { problems.contains { text in parts.allSatisfy(text.contains) } }
        #expect(has("MUSTER_CLOK", "did you mean MUSTER_CLOCK?"))
        #expect(has("--acounts-limit", "did you mean --accounts-limit?"))
        #expect(has("ACCOUNTS_LIMIT", "1 to 100", "101"))
        #expect(has("ACCOUNTS_CHALLENGE", "on or off"))
        #expect(has("ACCOUNTS_HTTP_PORT", "whole number"))
        #expect(has("MUSTER_TIME_ZONE", "IANA"))
        #expect(has("MUSTER_SHUTDOWN_TIMEOUT", "1s to 5m"))
    }

    @Test(
        "of other programs and other services are left alone",
        arguments: [
            "REGISTRATION_LIMIT", "HOME", "KAFKA_HEAP_OPTS", "MUSTER_TEST_DATABASE_URL", "ACCOUNTS_SERVICE_HOST",
            "ACCOUNTS_SERVICE_PORT_HTTP", "ACCOUNTS_PORT_8081_TCP_ADDR",
        ])
    func foreign(name: String) {
        #expect(problems([name: "x"]) == [])
    }

    @Test(
        "that look like a slip, or like ours among others', are told with the nearest",
        arguments: [
            ("KAFKA_BOOTSTRAP_SERVER", "KAFKA_BOOTSTRAP_SERVERS"), ("DATABASE_ULR", "DATABASE_URL"),
            ("ACOUNTS_HTTP_PORT", "ACCOUNTS_HTTP_PORT"), ("MUSTR_CLOCK", "MUSTER_CLOCK"),
            ("KAFKA_ADVERTISED_LISTENERS", nil),
        ])
    func slips(name: String, meant: String?) throws {
        let warnings = try read([name: "x"]).warnings
        #expect(warnings.count == 1)
        #expect(warnings.allSatisfy { $0.hasPrefix("\(name) is no setting") })
        if let meant { #expect(warnings.allSatisfy { $0.hasSuffix("did you mean \(meant)?") }) }
    }

    @Test("that are secrets in the open are told where they belong")
    func openSecret() throws {
        #expect(
            try read(["KAFKA_SASL_PASSWORD": "x"]).warnings == [
                "KAFKA_SASL_PASSWORD is a secret and is read from a file: set KAFKA_SASL_PASSWORD_FILE"
            ])
    }

    @Test(
        "of other programs make no noise",
        arguments: ["KAFKA_HEAP_OPTS", "KAFKA_HOME", "HOME", "KAFKA_SERVICE_HOST", "KAFKA_PORT_9092_TCP_ADDR", "PATH"])
    func silence(name: String) throws {
        #expect(try read([name: "x"]).warnings == [])
    }

    @Test(
        "of a form are refused when they have another",
        arguments: [
            ("MUSTER_TOKEN_ISSUER", "accounts.example"), ("MUSTER_TOKEN_ISSUER", "http://"),
            ("MUSTER_TOKEN_ISSUER", "https://a b"), ("MUSTER_TOKEN_ISSUER", "https://h:99999"),
            ("MUSTER_TOKEN_ISSUER", "ftp://accounts.example"), ("DATABASE_URL", "postgres//h/d"),
            ("DATABASE_URL", "host"), ("KAFKA_BOOTSTRAP_SERVERS", "broker"),
            ("KAFKA_BOOTSTRAP_SERVERS", "broker:9092,"), ("KAFKA_BOOTSTRAP_SERVERS", "broker:0"),
            ("KAFKA_BOOTSTRAP_SERVERS", "http://broker:9092"), ("ACCOUNTS_HTTP_HOST", "localhost"),
            ("MUSTER_CORS_ORIGINS", "https://a.example,b.example"), ("MUSTER_CORS_ORIGINS", "https://a.example/page"),
            ("MUSTER_TRUSTED_PROXIES", "10.0.0.1,proxy"), ("MUSTER_TIME_ZONE", "America/Nowhere"),
            ("MUSTER_CONFIG_FILE", "/tmp"), ("KAFKA_SSL_CA_LOCATION", "/tmp"), ("ACCOUNTS_PEPPER_FILE", "/tmp"),
        ])
    func forms(name: String, value: String) {
        #expect(problems([name: value]).count == 1, "\(problems([name: value]))")
    }

    @Test(
        "of a form are taken",
        arguments: [
            ("MUSTER_TOKEN_ISSUER", "https://muster.example:8443/accounts"), ("DATABASE_URL", "host=/run dbname=d"),
            ("KAFKA_BOOTSTRAP_SERVERS", "a-1.example:9092, 10.0.0.1:9093,[::1]:9094"), ("ACCOUNTS_HTTP_HOST", "::"),
            ("MUSTER_CORS_ORIGINS", "https://a.example, http://localhost:3000"),
            ("MUSTER_TRUSTED_PROXIES", "10.0.0.1,::1"),
        ])
    func formsTaken(name: String, value: String) {
        #expect(problems([name: value]) == [])
    }

    @Test("that need each other are missed")
    func companions() throws {
        let pem = try file("-----BEGIN-----")
        #expect(problems(["ACCOUNTS_HTTP_TLS_KEY_FILE": pem]).first?.contains("belong together") == true)
        #expect(problems(["ACCOUNTS_HTTP_TLS_CERTIFICATE_FILE": pem]).count == 1)
        #expect(problems(["ACCOUNTS_HTTP_TLS_CERTIFICATE_FILE": pem, "ACCOUNTS_HTTP_TLS_KEY_FILE": pem]) == [])
        let secured = ["KAFKA_SECURITY_PROTOCOL": "sasl_ssl"]
        #expect(problems(secured).count == 2)
        let password = [
            "KAFKA_SASL_USERNAME": "accounts", "ACCOUNTS_KAFKA_SASL_PASSWORD_FILE": try file("secret word"),
        ]
        #expect(problems(secured.merging(password) { $1 }) == [])
    }

    @Test("that nobody knows are refused", arguments: ["MUSTER_X", "ACCOUNTS_X", "ACCOUNTS_PORT"])
    func unknown(name: String) {
        #expect(problems([name: "x"]).count == 1)
    }

    @Test("in a file may be of other services, but not of nobody")
    func strayInFile() throws {
        let path = try file("REGISTRATION_X=1\nDATABSE_URL=x\nno equals sign\nACCOUNTS_LIMIT=1\nACCOUNTS_LIMIT=2")
        let problems = problems(["MUSTER_CONFIG_FILE": path])
        #expect(problems.count == 3)
        #expect(problems.contains { $0.contains("DATABSE_URL") && $0.contains("did you mean DATABASE_URL?") })
        #expect(problems.contains { $0.contains("line 3") })
        #expect(problems.contains { $0.contains("a second time") })
        #expect(self.problems(["MUSTER_CONFIG_FILE": "/nowhere"]).count == 1)
    }

    @Test("that are secret come from files, and are never shown")
    func secrets() throws {
        let path = try file("correct horse\n")
        let configuration = try read(["ACCOUNTS_PEPPER_FILE": path])
        #expect(configuration.secret("ACCOUNTS_PEPPER").withBytes { $0 } == Array("correct horse".utf8))
        let table = ConfigurationTable.text(configuration.keys, configuration)
        #expect(!table.contains("correct horse"))
        #expect(table.contains("set (hidden)"))
        #expect(
            problems(["ACCOUNTS_PEPPER": "correct horse"]) == [
                "ACCOUNTS_PEPPER is a secret and is read from a file: set ACCOUNTS_PEPPER_FILE"
            ])
        let short = problems(["ACCOUNTS_PEPPER_FILE": try file("short")])
        #expect(short.count == 1 && !short[0].contains("short)"))
        #expect(problems(["ACCOUNTS_PEPPER_FILE": "/nowhere"]).count == 1)
    }

    @Test("of the database are a service's own, then those of all; also from a file")
    func databaseURL() throws {
        #expect(
            try read(["DATABASE_URL": "postgresql:///a", "ACCOUNTS_DATABASE_URL": "postgresql:///b"]).string(
                "DATABASE_URL") == "postgresql:///b")
        let path = try file("postgresql://u:hidden@/c\n")
        let configuration = try read(["DATABASE_URL": "postgresql:///a", "ACCOUNTS_DATABASE_URL_FILE": path])
        #expect(configuration.string("DATABASE_URL") == "postgresql://u:hidden@/c")
        #expect(!ConfigurationTable.text(configuration.keys, configuration).contains("hidden@"))
    }

    @Test("of production refuse the movable clock, missing secrets and samples")
    func production() throws {
        let good = try file("tr0ub4dor&3-and-more")
        let given = [
            "MUSTER_ENVIRONMENT": "production", "DATABASE_URL": "postgresql:///muster",
            "KAFKA_BOOTSTRAP_SERVERS": "broker:9092", "MUSTER_TOKEN_ISSUER": "https://accounts.muster.example",
        ]
        func production(_ more: [String: String]) -> [String] {
            problems(given.merging(more) { $1 })
        }
        #expect(production(["ACCOUNTS_PEPPER_FILE": good]) == [])
        #expect(production([:]).contains { $0.hasPrefix("ACCOUNTS_PEPPER_FILE is missing") })
        #expect(production(["ACCOUNTS_PEPPER_FILE": try file("change-me-now")]).contains { $0.contains("sample") })
        #expect(
            production(["ACCOUNTS_PEPPER_FILE": good, "MUSTER_CLOCK": "2026-03-01T00:00:00Z"])
                == ["MUSTER_CLOCK is for development only (it is “2026-03-01T00:00:00Z”)"])
        #expect(
            production(["ACCOUNTS_PEPPER_FILE": good, "MUSTER_CRASH_AT": "after-commit"])
                == ["MUSTER_CRASH_AT is for development only (it is “after-commit”)"])
        #expect(
            production(["ACCOUNTS_PEPPER_FILE": good, "DATABASE_URL": "postgresql://muster:password@db/muster"]).count
                == 1)
        #expect(
            problems(["MUSTER_ENVIRONMENT": "production", "ACCOUNTS_PEPPER_FILE": good]).map { $0.prefix(12) } == [
                "MUSTER_TOKEN", "ACCOUNTS_DAT", "ACCOUNTS_KAF",
            ])
        let configuration = try read(given.merging(["ACCOUNTS_PEPPER_FILE": good]) { $1 })
        #expect(!configuration.bool("MUSTER_MIGRATE_ON_START"))
        #expect(configuration.int("KAFKA_TOPIC_REPLICATION") == 3)
    }

    @Test("name a crash point and its n-th time", arguments: ["after-commit", "after-commit:1", "before-cursor:12"])
    func crashPoint(text: String) throws {
        #expect(try read(["MUSTER_CRASH_AT": text]).optionalString("MUSTER_CRASH_AT") == text)
        #expect(CrashPoint.Armed(text) != nil)
    }

    @Test(
        "refuse what is no crash point",
        arguments: ["after", "after-commit:", "after-commit:0", "after-commit:x", "after-commit:1:2", ":1"])
    func noCrashPoint(text: String) {
        #expect(problems(["MUSTER_CRASH_AT": text]).count == 1)
        #expect(CrashPoint.Armed(text) == nil)
    }

    @Test("all stand in the table, each once, with default and range")
    func table() {
        let keys = SharedKeys.all(for: .instructorQualification, port: 8084) + own
        #expect(Set(keys.map(\.name)).count == keys.count)
        let table = ConfigurationTable.markdown(keys)
        for key in keys { #expect(table.contains("`\(key.name)")) }
        #expect(table.contains("| `ACCOUNTS_LIMIT` | 10 | 1 to 100 | A limit. |"))
        #expect(table.contains("`INSTRUCTOR_QUALIFICATION_DATABASE_URL`"))
        #expect(table.contains("`MUSTER_CRASH_AT` | none | before-commit, after-commit,"))
        #expect(table.contains("required in production"))
        #expect(table.split(separator: "\n").count == keys.count + 2)
    }
}
