import FoundationEssentials
import Synchronization

#if canImport(Glibc)
import Glibc
#endif

/// Writes structured log lines: one JSON object per line with `time`, `level`, `message`, the fields, and `trace_id` if
/// a trace is known.
///
/// A value type with shared output: `with` returns a copy that adds fields to each of its lines. Control characters are
/// escaped, so input cannot forge a line. The time is the system's time, never the domain clock.
package struct Log: Sendable {
    /// The destination of log lines: standard error for services, a closure for tests.
    package struct Output: Sendable {
        let write: @Sendable (String) -> Void

        package init(_ write: @escaping @Sendable (String) -> Void) {
            self.write = write
        }

        /// Writes each line with a single `write(2)`, so that lines of different threads and processes do not mix.
        package static let standardError = Output { line in
            var bytes = Array(line.utf8)[...]
            while !bytes.isEmpty {
                let written = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
                if written < 0 && errno == EINTR { continue }
                guard written > 0 else { return }
                bytes = bytes.dropFirst(written)
            }
        }
    }

    package typealias Fields = [String: LogValue]

    package let level: LogLevel
    private let output: Output
    private let fields: Fields

    package init(level: LogLevel = .info, output: Output = .standardError, fields: Fields = [:]) {
        self.level = level
        self.output = output
        self.fields = fields
    }

    /// A log that discards all lines, for tests and tools.
    package static let silent = Log(level: .critical, output: Output { _ in })

    /// Returns a copy of this log that adds these fields to every line.
    package func with(_ more: Fields) -> Log {
        Log(level: level, output: output, fields: fields.merging(more) { $1 })
    }

    package func isOn(_ level: LogLevel) -> Bool {
        level >= self.level
    }

    /// Writes a line at a level that the caller computes.
    package func write(
        _ level: LogLevel, _ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:]
    ) {
        write(level, message, fields, nil)
    }

    package func debug(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:]) {
        write(.debug, message, fields, nil)
    }

    package func info(
        _ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:], trace: TraceContext? = nil
    ) {
        write(.info, message, fields, trace)
    }

    package func notice(
        _ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:], trace: TraceContext? = nil
    ) {
        write(.notice, message, fields, trace)
    }

    package func warning(
        _ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:], trace: TraceContext? = nil
    ) {
        write(.warning, message, fields, trace)
    }

    package func error(
        _ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:], trace: TraceContext? = nil
    ) {
        write(.error, message, fields, trace)
    }

    package func critical(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:]) {
        write(.critical, message, fields, nil)
    }

    private func write(_ level: LogLevel, _ message: () -> String, _ more: () -> Fields, _ trace: TraceContext?) {
        guard isOn(level) else { return }
        var line = "{\"time\":\"\(LogTime.now())\",\"level\":\"\(level.rawValue)\",\"message\":"
        JSONText.append(message(), to: &line)
        if let trace {
            line += ",\"trace_id\":\"\(trace.traceID)\",\"span_id\":\"\(trace.spanID)\""
        }
        for (name, value) in fields.merging(more(), uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
            line += ","
            JSONText.append(name, to: &line)
            line += ":"
            switch value {
            case .string(let text): JSONText.append(text, to: &line)
            case .int(let number): line += String(number)
            case .double(let number): line += number.isFinite ? String(number) : "null"
            case .bool(let flag): line += String(flag)
            }
        }
        output.write(line + "}\n")
    }
}
