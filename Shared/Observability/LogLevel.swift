/// The severity of a log line. Names and order are swift-log's.
package enum LogLevel: String, Sendable, CaseIterable, Comparable {
    case trace
    case debug
    case info
    case notice
    case warning
    case error
    case critical

    private var rank: Int {
        switch self {
        case .trace: 0
        case .debug: 1
        case .info: 2
        case .notice: 3
        case .warning: 4
        case .error: 5
        case .critical: 6
        }
    }

    package static func < (left: LogLevel, right: LogLevel) -> Bool {
        left.rank < right.rank
    }
}

/// The value of a log field. Literals convert to it implicitly.
package enum LogValue: Sendable, Hashable {
    case string(String)
    case int(Int)
    case double(Double)
    case bool(Bool)

    /// Returns the value's description.
    package static func text(_ value: some CustomStringConvertible) -> LogValue {
        .string(value.description)
    }

    package static func seconds(_ duration: Duration) -> LogValue {
        .double((duration.seconds * 1_000_000).rounded() / 1_000_000)
    }

    /// Returns the error's description. By our rule, descriptions hold no secrets and no personal data.
    package static func error(_ error: any Error) -> LogValue {
        .string(String(describing: error))
    }
}

extension LogValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .int(value) }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}
