import Postgres

/// The fields of a value down to what fills one column each, by their paths: `details.contact`.
struct StoredFields {
    private struct Field: Equatable {
        /// The SQL type, or the Swift type of what is no column by itself.
        let type: String
        /// Nil for NULL and for what is empty.
        let content: [UInt8]?
    }

    private var fields: [String: Field] = [:]

    init(_ value: Any, ignoring documents: Set<String>) {
        add(value, at: "", documents)
    }

    private mutating func add(_ value: Any, at path: String, _ documents: Set<String>) {
        guard !documents.contains(path) else { return }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional:
            guard let wrapped = mirror.children.first else {
                let column = type(of: value) as? any PostgresEncodable.Type
                fields[path] = Field(type: column.map { "\($0.postgresOID)" } ?? "\(type(of: value))", content: nil)
                return
            }
            add(wrapped.value, at: path, documents)
        case _ where value is any PostgresEncodable:
            guard let column = value as? any PostgresEncodable else { return }
            var bytes = PostgresBytes()
            let isNull = !column.postgresEncode(to: &bytes) || bytes.bytes.isEmpty || mirror.isEmptyCollection
            fields[path] = Field(type: "\(type(of: column).postgresOID)", content: isNull ? nil : bytes.bytes)
        case .collection where !mirror.children.isEmpty:
            // Rows of a table of their own: the first stands for all.
            if let first = mirror.children.first { add(first.value, at: path + "[]", documents) }
        case .struct, .class, .tuple, .enum:
            // A case without values.
            if mirror.children.isEmpty { fallthrough }
            for (index, child) in mirror.children.enumerated() {
                let name = child.label ?? "\(index)"
                add(child.value, at: path.isEmpty ? name : "\(path).\(name)", documents)
            }
        default:
            let content = mirror.isEmptyCollection ? nil : Array(String(reflecting: value).utf8)
            fields[path] = Field(type: "\(type(of: value))", content: content)
        }
    }

    /// The paths at which the other value is another.
    func differences(to other: StoredFields) -> [String] {
        Set(fields.keys).union(other.fields.keys).filter { fields[$0] != other.fields[$0] }.sorted()
    }

    /// What the samples could not show if it was stored wrongly.
    static func weaknesses(of samples: [StoredFields]) -> [String] {
        let paths = Set(samples.flatMap(\.fields.keys)).sorted()
        var weaknesses: [String] = []
        for (index, path) in paths.enumerated() {
            let isWhole = !paths.contains { isPart($0, of: path) }
            if isWhole && samples.allSatisfy({ $0.fields[path]?.content == nil }) {
                weaknesses.append("\(path) is nil or empty in all values")
                continue
            }
            for other in paths[(index + 1)...] {
                let pairs = samples.map { ($0.fields[path], $0.fields[other]) }
                let isOneType = pairs.contains { $0?.type != nil && $0?.type == $1?.type }
                if isOneType && pairs.allSatisfy({ $0?.content == $1?.content }) {
                    weaknesses.append("\(path) and \(other) are equal in all values")
                }
            }
        }
        return weaknesses
    }

    /// Whether the path lies below another, as the fields of an optional do that is nil elsewhere.
    private static func isPart(_ path: String, of whole: String) -> Bool {
        path.hasPrefix(whole + ".") || path.hasPrefix(whole + "[]")
    }
}

extension Mirror {
    fileprivate var isEmptyCollection: Bool {
        switch displayStyle {
        case .collection, .set, .dictionary: children.isEmpty
        default: false
        }
    }
}
