/// A query together with how its answer is decoded, so that several can be sent in one round trip.
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
    let query: Query
    let decode: @Sendable ([Row]) throws -> Value

    /// Declares a query whose rows the closure decodes.
    package init(_ query: Query, decode: @escaping @Sendable ([Row]) throws -> Value) {
        self.query = query
        self.decode = decode
    }

    /// Returns the same query with another result.
    package func map<Other>(_ transform: @escaping @Sendable (Value) throws -> Other) -> Reading<Other> {
        Reading<Other>(query) { [decode] rows in try transform(try decode(rows)) }
    }
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
    /// Sends the query and returns its decoded answer.
    ///
    /// - Throws: the error of the query, or of the decoding.
    package func read<Value>(_ reading: Reading<Value>) async throws -> Value {
        try reading.decode(try await query(reading.query))
    }

    /// Sends the queries in one round trip and returns the decoded answer of each.
    ///
    /// From the pool the queries are one transaction, each with its own view of the data. Name the type of each
    /// (`Reading.all`, not `.all`): Swift does not give a literal the type `Query` through a parameter pack.
    ///
    /// - Throws: the error of the first query that failed, or of the first answer that could not be decoded.
    package func read<each Value>(_ readings: repeat Reading<each Value>) async throws -> (repeat each Value) {
        var queries: [Query] = []
        for reading in repeat each readings { queries.append(reading.query) }
        var answers = try await batch(queries).makeIterator()
        func next<Next>(_ reading: Reading<Next>) throws -> Next {
            try reading.decode(answers.next() ?? [])
        }
        return (repeat try next(each readings))
    }
}
