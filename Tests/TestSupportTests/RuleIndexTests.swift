import Foundation
import Primitives
import Testing

/// Holds the rules against the sources of the services and of their tests.
@Suite struct RuleIndexTests {
    /// The rules that no use case states yet. The list only becomes shorter.
    private static let unstated: Set<Rule> = [
        .B5, .F6, .G12, .H15, .H16, .H17, .H18, .H21, .H22,
    ]

    private static let services = ["Accounts", "Registration", "Certification", "InstructorQualification"]

    @Test(arguments: services) func `each rule that a service states has a test with the trait`(service: String) throws
    {
        let missing = try stated(service).subtracting(tested(service))
        #expect(missing.isEmpty, "no test of \(service) has the trait of \(list(missing))")
    }

    @Test(arguments: services) func `each rule that a service's test names is stated there`(service: String) throws {
        let missing = try tested(service).subtracting(stated(service))
        #expect(missing.isEmpty, "nothing in \(service) states \(list(missing))")
    }

    @Test func `each rule is stated by a service, or listed as not stated`() throws {
        let stated = Set(try Self.services.flatMap(stated))
        let missing = Set(Rule.allCases).subtracting(stated).subtracting(Self.unstated)
        #expect(missing.isEmpty, "no use case states \(list(missing))")
        let listed = stated.intersection(Self.unstated)
        #expect(listed.isEmpty, "stated now, so no longer to be listed: \(list(listed))")
    }

    private func stated(_ service: String) throws -> Set<Rule> {
        try rules(/\bRule\.keep\(([^)]*)\)/, in: ["Services/\(service)"])
    }

    private func tested(_ service: String) throws -> Set<Rule> {
        try rules(/\.rule\(([^)]*)\)/, in: ["Tests/\(service)ServiceTests", "Tests/\(service)DomainTests"])
    }

    private func list(_ rules: Set<Rule>) -> String { rules.map { "\($0)" }.sorted().joined(separator: ", ") }

    /// The rules that stand in the parentheses of a pattern, anywhere in the folders.
    private func rules(_ pattern: Regex<(Substring, Substring)>, in folders: [String]) throws -> Set<Rule> {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let files = folders.flatMap { folder in
            FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)?
                .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" } ?? []
        }
        let ids = try files.flatMap { file in
            try String(contentsOf: file, encoding: .utf8).matches(of: pattern).flatMap { match in
                match.1.split(separator: ",").map { $0.filter { $0.isLetter || $0.isNumber } }
            }
        }
        return Set(try ids.map { id in try #require(Rule.allCases.first { "\($0)" == id }, "\(id) is no rule") })
    }
}
