import Foundation
import Testing

/// The rules of this service.
@Suite struct RuleIndexTests {
    private static let rules =
        (1...8).map { "C\($0)" } + (1...8).map { "D\($0)" } + (1...8).map { "E\($0)" } + ["F1", "F2", "F7", "I1", "I2"]

    @Test(arguments: rules)
    func `Each rule's id stands in the name of at least one test`(rule: String) throws {
        let name = try Regex("(/// [^\\n]*|@(Test|Suite)\\(\\s*\"[^\"\\n]*|(func|struct) `[^`\\n]*)\\b\(rule)\\b")
        #expect(try Self.sources.contains { $0.contains(name) })
    }

    /// The text of every test file of the service, in whatever folder.
    private static var sources: [String] {
        get throws {
            let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent()
            return try ["RegistrationDomainTests", "RegistrationServiceTests"].flatMap { target in
                try FileManager.default.subpathsOfDirectory(atPath: tests.appending(path: target).path)
                    .filter { $0.hasSuffix(".swift") }
                    .map { try String(contentsOf: tests.appending(path: "\(target)/\($0)"), encoding: .utf8) }
            }
        }
    }
}
