import Configuration
import Contracts
import Foundation
import Primitives
import Security
import ServiceKit
import TestSupport
import Testing

/// Whatever settings are given, they are refused in words, or admitted and then readable: no read of an admitted
/// setting may trap.
@Suite struct ConfigurationFuzzTests {
    private static let keys =
        SharedKeys.all(for: .accounts, port: 8081) + [
            .flag("ACCOUNTS_CHALLENGE", default: true, "A flag."),
            .int("ACCOUNTS_LIMIT", default: 10, in: 1...100, "A number."),
            .int("ACCOUNTS_ANY", default: 0, in: .min ... .max, "Any number."),
            .duration("ACCOUNTS_WAIT", default: "5s", in: .zero ... .seconds(1 << 40), "A duration."),
            .choice("ACCOUNTS_KIND", default: "a", of: ["a", "b"], "A word."),
            .list("ACCOUNTS_WORDS", "Words."),
            .instant("ACCOUNTS_SINCE", "A time."),
            .timeZone("ACCOUNTS_ZONE", default: "America/Chicago", "A zone."),
            .secret("ACCOUNTS_PEPPER", minimumLength: 8, "A secret."),
        ]

    private static let file = """
        # settings
        MUSTER_LOG_LEVEL=debug
        export ACCOUNTS_LIMIT = "7"
        ACCOUNTS_WAIT='250ms'
        ACCOUNTS_SINCE=2026-03-01T00:00:00.123456Z
        ACCOUNTS_ZONE=Europe/Berlin
        ACCOUNTS_WORDS=a, b,c
        MUSTER_CORS_ORIGINS=https://muster.example
        """

    private static let values = [
        "7", "-1", "250ms", "5s", "7d", "on", "off", "a", "2026-03-01T00:00:00Z", "Europe/Berlin", "a,b", "debug",
        "127.0.0.1", "https://muster.example", "host=h password=p", "postgres://u:p@h:5432/d?sslmode=require",
    ]

    private static let spices = [
        "\0", "\r\n", "\n", "=", "\"", "'", "#", "export ", "\u{FEFF}", "é", "👩‍👩‍👧", "99999999999999999999", "-0",
        "9223372036854775807", "1000000000", "٣", "../", "+14:00", "T24:00:60Z", "ms", ",", "://", "@", ":",
        "ACCOUNTS_",
    ]

    @Test(arguments: 1...2 as ClosedRange<UInt64>)
    func `any file is refused with a message or its settings are readable`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let path = NSTemporaryDirectory() + "muster-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var admitted = 0
        for _ in 0..<400 {
            let bytes = random.mutated(Array(Self.file.utf8), spices: Self.spices)
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            if Self.read([:], ["MUSTER_CONFIG_FILE": path]) { admitted += 1 }
        }
        #expect(admitted > 10)
    }

    @Test(arguments: 1...2 as ClosedRange<UInt64>)
    func `any value is refused with a message or readable`(seed: UInt64) {
        var random = SeededRandom(seed: seed &+ 100)
        var admitted = 0
        for _ in 0..<1_500 {
            let name = random.pick(Self.keys).name
            let mutated = random.mutated(Array(random.pick(Self.values).utf8), spices: Self.spices)
            let text = String(
                decoding: random.below(4) == 0 ? Array(random.pick(Self.values).utf8) : mutated, as: UTF8.self)
            let dashed = name.lowercased().map { $0 == "_" ? "-" : String($0) }.joined()
            let isRead =
                random.below(2) == 0
                ? Self.read([:], [name: text]) : Self.read([dashed: text], [:])
            if isRead { admitted += 1 }
        }
        #expect(admitted > 150)
    }

    @Test(arguments: 1...2 as ClosedRange<UInt64>)
    func `any name is refused with a message or its setting is readable`(seed: UInt64) {
        var random = SeededRandom(seed: seed &+ 200)
        for _ in 0..<500 {
            let bytes = random.mutated(Array(random.pick(Self.keys).name.utf8), spices: Self.spices)
            _ = Self.read([:], [String(decoding: bytes, as: UTF8.self): "7"])
        }
    }

    /// True when admitted; every setting has then been read in its kind.
    private static func read(_ arguments: [String: String], _ environment: [String: String]) -> Bool {
        do {
            let configuration = try ConfigurationReader(
                .accounts, keys: keys, arguments: arguments.map { (name: $0, value: $1) }, environment: environment
            ).read()
            for key in keys { read(key, configuration) }
            return true
        } catch {
            #expect(!error.problems.isEmpty)
            return false
        }
    }

    private static func read(_ key: ConfigurationKey, _ configuration: Configuration) {
        if case .secret = key.kind {
            _ = configuration.optionalSecret(key)
            return
        }
        guard configuration.optionalString(key) != nil else { return }
        switch key.kind {
        case .string, .file, .choice, .occurrence: _ = configuration.string(key)
        case .int: _ = configuration.int(key)
        case .duration: _ = configuration.duration(key)
        case .flag: _ = configuration.bool(key)
        case .list: _ = configuration.list(key)
        case .instant: #expect(configuration.optionalInstant(key) != nil)
        case .timeZone: _ = configuration.zone(key)
        case .secret: break
        }
    }
}
