/// A query together with how its answer is decoded, so that several can be sent in one round trip. Several readings can
/// be combined into one.
///
/// ```swift
/// let (request, steps, days) = try await unit.sql.read(
///     Reading.first(requests, "SELECT \(requests) FROM host_request WHERE id = \(id) FOR UPDATE"),
///     Reading.all(steps, "SELECT \(steps) FROM host_packet_step WHERE host_request_id = \(id)"),
///     Reading.scalar(Int.self, "SELECT count(*) FROM host_day WHERE host_request_id = \(id)"))
/// ```
///
/// A repository that takes part in a round trip of several returns a reading, which its `find` sends alone:
/// `try await source.read(request(id))`.
package struct Reading<Value>: Sendable {
    let queries: [Query]
    let decode: @Sendable ([[Row]]) throws -> Value

    /// Declares a query whose rows the closure decodes.
    package init(_ query: Query, decode: @escaping @Sendable ([Row]) throws -> Value) {
        self.init([query]) { answers in try decode(answers[0]) }
    }

    /// Declares queries whose answers the closure decodes. It receives the rows of each query, in their order.
    package init(_ queries: [Query], decode: @escaping @Sendable ([[Row]]) throws -> Value) {
        self.queries = queries
        self.decode = decode
    }

    /// Combines readings, whose values the closure receives.
    package init<each Part>(
        _ parts: repeat Reading<each Part>, combine: @escaping @Sendable (repeat each Part) throws -> Value
    ) {
        var queries: [Query] = []
        for part in repeat each parts { queries += part.queries }
        self.init(queries) { answers in
            var rest = answers[...]
            return try combine(repeat try (each parts).decode(next: &rest))
        }
    }

    /// Returns the same queries with another result.
    package func map<Other>(_ transform: @escaping @Sendable (Value) throws -> Other) -> Reading<Other> {
        Reading<Other>(queries) { [decode] answers in try transform(try decode(answers)) }
    }

    /// Decodes this reading's answers and removes them from those that are left.
    fileprivate func decode(next answers: inout ArraySlice<[Row]>) throws -> Value {
        let own = Array(answers.prefix(queries.count))
        guard own.count == queries.count else { throw PostgresError(.decoding, "a statement has no answer") }
        answers = answers.dropFirst(queries.count)
        return try decode(own)
    }
}

extension Reading where Value: Sendable {
    /// A value that is known, without a query.
    package static func known(_ value: Value) -> Reading { Reading([]) { _ in value } }
}

extension Reading {
    /// Reads each row.
    package static func all<Element>(_ columns: Columns<Element>, _ query: Query) -> Reading where Value == [Element] {
        Reading(query, decode: columns.all)
    }

    /// Reads the first row, nil when there is none.
    package static func first<Element>(_ columns: Columns<Element>, _ query: Query) -> Reading where Value == Element? {
        Reading(query, decode: columns.first)
    }

    /// Reads the only row. No row or more than one is `PostgresError(.decoding)`.
    package static func one(_ columns: Columns<Value>, _ query: Query) -> Reading {
        Reading(query, decode: columns.one)
    }

    /// Reads the first column of each row.
    package static func all<Element: PostgresDecodable & SendableMetatype>(
        _ type: Element.Type, _ query: Query
    ) -> Reading where Value == [Element] {
        Reading(query) { rows in try rows.map { try $0.decode(Element.self) } }
    }

    /// Reads the first column of the first row, nil when there is no row.
    package static func first<Element: PostgresDecodable & SendableMetatype>(
        _ type: Element.Type, _ query: Query
    ) -> Reading where Value == Element? {
        Reading(query) { rows in try rows.first?.decode(Element.self) }
    }
}

extension Reading where Value: PostgresDecodable & SendableMetatype {
    /// Reads the first column of the only row, such as a count. No row or more than one is `PostgresError(.decoding)`.
    package static func scalar(_ type: Value.Type, _ query: Query) -> Reading {
        Reading(query) { rows in try rows.only.decode(Value.self) }
    }
}

extension RowSource {
    /// Sends the query, or all queries of a combined reading in one round trip, and returns the decoded answer.
    ///
    /// - Throws: the error of the query, or of the decoding.
    package func read<Value>(_ reading: Reading<Value>) async throws -> Value {
        switch reading.queries.count {
        case 0: try reading.decode([])
        case 1: try reading.decode([try await query(reading.queries[0])])
        default: try reading.decode(try await batch(reading.queries))
        }
    }

    /// Sends the queries in one round trip and returns the decoded answer of each.
    ///
    /// From the pool the queries are one transaction, each with its own view of the data. Name the type of each
    /// (`Reading.all`, not `.all`): Swift does not give a literal the type `Query` through a parameter pack.
    ///
    /// - Throws: the error of the first query that failed, or of the first answer that could not be decoded.
    package func read<each Value>(_ readings: repeat Reading<each Value>) async throws -> (repeat each Value) {
        try await read(
            Reading<(repeat each Value)>(repeat each readings) { (values: repeat each Value) in
                (repeat each values)
            })
    }
}
