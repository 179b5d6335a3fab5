/// One SQL statement and the values bound to it. Made by interpolation, which binds and never inserts:
///
/// ```swift
/// let query: Query = "SELECT name FROM person WHERE id = \(personID) AND email = \(email)"
/// // SELECT name FROM person WHERE id = $1 AND email = $2
/// ```
///
/// Text that becomes part of the statement has a label: `\(identifier: column)` quotes a name, `\(unsafe: text)`
/// inserts the text as it is. An interpolated `Query` brings its own values along, interpolated `Columns` insert their
/// list. Each text is prepared once per connection, so keep the number of different texts small: pass a list as one
/// array parameter (`= ANY(\(ids))`, `unnest(…)`).
package struct Query: ExpressibleByStringInterpolation, Sendable {
    /// The statement with `$1…` where values are bound.
    package private(set) var sql: String
    private(set) var parameters: [Parameter]
    /// The values of all parameters.
    private(set) var values = PostgresBytes()
    private var hasZeroByte = false

    /// A bound value in PostgreSQL's binary format; nil is NULL.
    struct Parameter: Sendable {
        let oid: UInt32
        /// Where in `values` it stands.
        var value: Range<Int>?
        /// Where in `sql` (UTF-8) the `$n` stands, so that two queries can be joined without reading SQL.
        var offset: Int
    }

    package init(stringLiteral value: String) {
        sql = value
        parameters = []
    }

    package init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.query
    }

    /// A statement without values from text made at run time. Never give it anything a user wrote.
    package init(unsafeSQL: String) {
        self.init(stringLiteral: unsafeSQL)
    }

    package static func + (left: Query, right: Query) -> Query {
        var query = left
        query.append(right)
        return query
    }

    package static func += (left: inout Query, right: Query) {
        left.append(right)
    }

    /// The same statement with NULL for every value, to be kept.
    var withoutValues: Query {
        var query = self
        query.values = PostgresBytes()
        query.parameters = parameters.map { Parameter(oid: $0.oid, value: nil, offset: $0.offset) }
        return query
    }

    /// Why the query cannot be sent. PostgreSQL stores no zero byte in a text, and libpq would cut the text there
    /// silently.
    var encodingError: PostgresError? {
        let hasZeroByte = hasZeroByte || values.hasZeroInText
        guard hasZeroByte || parameters.count > 65_535 else { return nil }
        var error = PostgresError(.encoding, hasZeroByte ? "a zero byte in a text" : "more than 65535 values")
        error.query = sql
        return error
    }

    private mutating func bind<Value: PostgresEncodable>(_ value: Value?) {
        let start = values.bytes.count
        let isThere = value?.postgresEncode(to: &values) ?? false
        bind(Value.postgresOID, isThere ? start..<values.bytes.count : nil)
    }

    private mutating func bind(_ oid: UInt32, _ value: Range<Int>?) {
        parameters.append(Parameter(oid: oid, value: value, offset: sql.utf8.count))
        sql += "$\(parameters.count)"
    }

    private mutating func append(text: String) {
        if text.utf8.contains(0) { hasZeroByte = true }
        sql += text
    }

    private mutating func append(_ other: Query) {
        hasZeroByte = hasZeroByte || other.hasZeroByte
        let start = values.bytes.count
        values.append(other.values)
        func moved(_ value: Range<Int>?) -> Range<Int>? {
            value.map { $0.lowerBound + start..<$0.upperBound + start }
        }
        guard !other.parameters.isEmpty, !parameters.isEmpty else {
            for var parameter in other.parameters {
                parameter.offset += sql.utf8.count
                parameter.value = moved(parameter.value)
                parameters.append(parameter)
            }
            sql += other.sql
            return
        }
        // The numbers move, so the other text is copied piece by piece around its placeholders.
        let source = other.sql.utf8
        var position = source.startIndex
        for (index, parameter) in other.parameters.enumerated() {
            let place = source.index(source.startIndex, offsetBy: parameter.offset)
            sql += other.sql[position..<place]
            bind(parameter.oid, moved(parameter.value))
            position = source.index(place, offsetBy: "$\(index + 1)".utf8.count)
        }
        sql += other.sql[position...]
    }
}

extension Query {
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var query: Query = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            query.sql.reserveCapacity(literalCapacity + interpolationCount * 3)
            query.parameters.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) {
            query.sql += literal
        }

        /// Binds the value, typed as its `postgresOID` says.
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value) {
            query.bind(value)
        }

        /// Binds the value, or NULL. (Without this one the compiler takes an optional for a mistake, and warns.)
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            query.bind(value)
        }

        /// Inserts a part of a statement with the values bound in it.
        package mutating func appendInterpolation(_ part: Query) {
            query.append(part)
        }

        /// Inserts the list of the columns.
        package mutating func appendInterpolation<Value>(_ columns: Columns<Value>) {
            query.append(columns.list)
        }

        /// Inserts a name, quoted: `\(identifier: "offering")` is `"offering"`.
        package mutating func appendInterpolation(identifier: String) {
            query.append(text: quoted(identifier: identifier))
        }

        /// Inserts the text as it is. Never give it anything a user wrote.
        package mutating func appendInterpolation(unsafe text: String) {
            query.append(text: text)
        }
    }
}

extension Query: CustomStringConvertible {
    /// The statement without the values: safe to log.
    package var description: String { sql }
}

extension Sequence<Query> {
    /// One query of all, with the separator's text between them: `conditions.joined(separator: " AND ")`.
    package func joined(separator: Query) -> Query {
        var whole: Query = ""
        for (index, part) in enumerated() {
            if index > 0 { whole += separator }
            whole += part
        }
        return whole
    }
}

/// A name in double quotes, as SQL writes one that may contain anything.
func quoted(identifier: String) -> String {
    "\"" + identifier.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}
