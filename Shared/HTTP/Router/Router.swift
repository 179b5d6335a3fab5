/// Finds the value that is registered for a method and a path. A value type that is built once at startup and then only
/// read.
///
/// A pattern consists of literal segments and parameters: `/v1/offerings/{id}/roster`. A parameter matches one
/// non-empty segment, completely (`{id}`) or before a literal suffix (`{id}.pdf`). Literals take precedence over
/// suffixes, longer suffixes over shorter ones, and suffixes over plain parameters; matching backtracks from a branch
/// without a match. GET routes also match HEAD. A path with a trailing slash is a different path.
package struct Router<Value> {
    package enum Match {
        case found(Value, parameters: PathParameters)
        /// The path matches, but not the method. The allowed methods are sorted, for the `Allow` field.
        case methodNotAllowed([HTTPMethod])
        case notFound
    }

    private var root = RouterNode()
    private var values: [Value] = []

    package init() {}

    /// - Throws: `RouterError` if the pattern is malformed or already registered for the method.
    package mutating func add(_ method: HTTPMethod, _ pattern: String, _ value: Value) throws(RouterError) {
        let segments = try RouterPattern.parse(pattern)
        try root.add(method, segments[...], names: [], values.count, pattern: pattern)
        values.append(value)
    }

    package func match(_ method: HTTPMethod, _ segments: [String]) -> Match {
        var captured: [String] = []
        guard let leaf = root.find(method, segments[...], &captured) else {
            let allowed = root.methods(segments[...])
            guard !allowed.isEmpty else { return .notFound }
            return .methodNotAllowed(allowed.sorted { $0.rawValue < $1.rawValue })
        }
        return .found(values[leaf.value], parameters: PathParameters(names: leaf.names, values: captured))
    }
}

extension Router: Sendable where Value: Sendable {}

/// The values of a pattern's parameters in order. There are only a few, so lookup is linear.
package struct PathParameters: Sendable, Hashable {
    package let names: [String]
    package let values: [String]

    package var isEmpty: Bool { names.isEmpty }

    package subscript(name: String) -> String? {
        names.firstIndex(of: name).map { values[$0] }
    }
}

/// Indicates that a pattern cannot be registered.
package enum RouterError: Error, Hashable, Sendable {
    case malformed(pattern: String)
    case duplicate(HTTPMethod, pattern: String)
}
