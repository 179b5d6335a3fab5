import Glibc

/// The output of a command: results on standard output, everything else on standard error.
package struct Console: Sendable {
    private let output: @Sendable (String) -> Void
    private let errors: @Sendable (String) -> Void
    /// Whether the output is a terminal, where progress may rewrite its line.
    let isTerminal: Bool

    package init(
        isTerminal: Bool = false, output: @escaping @Sendable (String) -> Void,
        errors: @escaping @Sendable (String) -> Void
    ) {
        self.isTerminal = isTerminal
        self.output = output
        self.errors = errors
    }

    package static let standard = Console(
        isTerminal: isatty(STDERR_FILENO) == 1, output: { write($0, to: STDOUT_FILENO) },
        errors: { write($0, to: STDERR_FILENO) })

    package func print(_ line: String) {
        output(line + "\n")
    }

    package func complain(_ line: String) {
        errors(line + "\n")
    }

    /// Writes text without a line break.
    func progress(_ text: String) {
        errors(text)
    }

    private static func write(_ text: String, to file: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }
}
