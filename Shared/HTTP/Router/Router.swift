/// Finds the value that belongs to a method and a path. A value type: built once at start, then only read.
///
/// A pattern is made of literal segments and parameters: `/v1/offerings/{id}/roster`. A parameter takes one segment that
/// is not empty, whole (`{id}`) or before a literal end (`{id}.pdf`). A literal beats an end, a longer end a shorter
/// one, an end a plain parameter; a branch that leads nowhere is left again. HEAD is answered by GET. A trailing slash is
/// another path, and found only when registered.
package struct Router<Value> {
    package enum Match {
        case found(Value, parameters: PathParameters)
        /// The path is known, the method is not: the ones that are, sorted, for the `Allow` field.
        case methodNotAllowed([HTTPMethod])
        case notFound
    }

    private var root = RouterNode()
    private var values: [Value] = []

    package init() {}

    /// - Throws: `RouterError` when the pattern is malformed, or taken for that method.
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

/// The texts of a pattern's parameters, in their order. A few: looked for one by one.
package struct PathParameters: Sendable, Hashable {
    package let names: [String]
    package let values: [String]

    package var isEmpty: Bool { names.isEmpty }

    package subscript(name: String) -> String? {
        names.firstIndex(of: name).map { values[$0] }
    }
}

/// A pattern that cannot be registered.
package enum RouterError: Error, Hashable, Sendable {
    case malformed(pattern: String)
    case duplicate(HTTPMethod, pattern: String)
}
