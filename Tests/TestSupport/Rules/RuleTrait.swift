package import Primitives
package import Testing

extension Trait where Self == RuleTrait {
    /// Fails the test unless code that states each of these rules with `Rule.keep` runs in it.
    package static func rule(_ rules: Rule...) -> RuleTrait { RuleTrait(rules: rules) }
}

/// Binds a recorder around each case of a test and checks afterwards that the rules were stated.
///
/// It sees what runs in the test's own tasks and in those that they create: requests to an application in the process,
/// jobs, and consumers. It does not see processes, or a server's threads.
package struct RuleTrait: TestTrait, TestScoping {
    let rules: [Rule]

    @concurrent
    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        // Several traits of one test share a recorder.
        let recorder = RuleRecorder.current ?? RuleRecorder()
        try await RuleRecorder.$current.withValue(recorder) { try await function() }
        for rule in rules where !recorder.rules.contains(rule) {
            Issue.record("nothing that states \(rule) ran: \(rule.rawValue)", sourceLocation: test.sourceLocation)
        }
    }
}
