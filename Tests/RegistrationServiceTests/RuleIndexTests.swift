import Foundation
import Testing

@Suite("The rules of this service")
struct RuleIndexTests {
    private static let rules =
        (1...8).map { "C\($0)" } + (1...8).map { "D\($0)" } + (1...8).map { "E\($0)" } + ["F1", "F2", "F7", "I1", "I2"]

    @Test("Each rule's id stands in the name of at least one test", arguments: rules)
    func named(rule: String) throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let name = try Regex("@(Test|Suite)\\(\\s*\"[^\"\\n]*\\b\(rule)\\b")
        let isNamed = try ["RegistrationDomainTests", "RegistrationServiceTests"].contains { folder in
            try FileManager.default.contentsOfDirectory(
                at: tests.appending(path: folder), includingPropertiesForKeys: nil
            ).contains { try String(contentsOf: $0, encoding: .utf8).contains(name) }
        }
        #expect(isNamed)
    }
}
