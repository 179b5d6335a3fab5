import Primitives
import TestSupport
import Testing

@Suite struct RuleTraitTests {
    @Test(.rule(.D4)) func `a rule that the test's own task states is seen`() {
        Rule.keep(.D4, .D6)
    }

    @Test(.rule(.D1), .rule(.D4, .D6))
    func `rules of several traits are seen, also in the tasks that the test creates`()
        async
    {
        await Task { Rule.keep(.D1) }.value
        await withTaskGroup { group in
            group.addTask { Rule.keep(.D4) }
        }
        async let last: Void = Rule.keep(.D6)
        await last
    }

    @Test(.rule(.D4), arguments: [1, 2]) func `each case of a test has rules of its own`(number: Int) {
        #expect(RuleRecorder.current?.rules == [])
        Rule.keep(.D4)
    }

    @Test func `a test in which nothing states its rule fails, and names the rule`() async throws {
        try await withKnownIssue {
            try await perform(.rule(.D4, .D6)) { Rule.keep(.D6) }
        } matching: { issue in
            issue.comments.map(\.rawValue).contains {
                $0.hasPrefix("nothing that states .D4 ran: A seat is transferred")
            }
        }
    }

    @Test func `a rule that a detached task states is not the test's`() async {
        await withKnownIssue {
            try await perform(.rule(.D4)) { await Task.detached { Rule.keep(.D4) }.value }
        }
    }

    @Test func `without a trait nothing is recorded`() {
        Rule.keep(.D4)
        #expect(RuleRecorder.current == nil)
    }

    private func perform(_ trait: RuleTrait, _ body: @Sendable () async -> Void) async throws {
        let test = try #require(Test.current)
        try await trait.provideScope(for: test, testCase: Test.Case.current) { await body() }
    }
}
