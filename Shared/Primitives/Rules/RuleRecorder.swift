import Synchronization

/// Collects the rules that running code states with `Rule.keep`. Nothing binds one in production.
///
/// Tasks that are created inside the binding inherit it. Code that a C library calls on a thread of its own does not.
package final class RuleRecorder: Sendable {
    @TaskLocal package static var current: RuleRecorder?

    private let noted = Mutex<Set<Rule>>([])

    package init() {}

    package var rules: Set<Rule> { noted.withLock { $0 } }

    func note(_ rules: [Rule]) {
        noted.withLock { $0.formUnion(rules) }
    }
}
