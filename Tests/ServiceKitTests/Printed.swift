import Synchronization

@testable import ServiceKit

/// Keeps what a command prints.
final class Printed: Sendable {
    private let texts = Mutex<(output: String, errors: String)>(("", ""))
    private let isTerminal: Bool

    init(isTerminal: Bool = false) {
        self.isTerminal = isTerminal
    }

    var output: String { texts.withLock { $0.output } }
    var errors: String { texts.withLock { $0.errors } }

    var console: Console {
        Console(
            isTerminal: isTerminal, output: { [self] text in texts.withLock { $0.output += text } },
            errors: { [self] text in texts.withLock { $0.errors += text } })
    }
}
