/// A list of columns and how a value is read from them, declared once beside the table.
///
/// ```swift
/// private static let steps = Columns("version, status, decided_by, decided_at, reason") { row in
///     HostPacketStep(
///         version: try row.next(), status: try row.next(),
///         decision: HostRequest.Decision(by: try row.next(), at: try row.next()), reason: try row.next())
/// }
///
/// let rows = try await unit.sql.query("SELECT \(steps) FROM host_packet_step WHERE host_request_id = \(id)")
/// return try steps.all(rows)
/// ```
///
/// The closure reads the columns in the order of the list. Every column must be read: a statement that returns more or
/// fewer columns than the closure reads is an error at its first row. The compiler does not see two columns of one type
/// in the wrong order; a test with `expectStored` does.
///
/// One list can contain another, for a table's own columns or for those of a joined one:
///
/// ```swift
/// Columns("\(registrations.of("r")), \(invoices.of("i"))") { row in
///     Booking(registration: try row.next(registrations), invoice: try row.nextIfPresent(invoices))
/// }
/// ```
package struct Columns<Value>: Sendable {
    /// The list as it stands in a statement; interpolating the columns inserts it.
    package let list: Query
    /// The number of columns in the list.
    let count: Int
    private let read: @Sendable (inout ColumnReader) throws -> Value

    /// Declares a list and its reader.
    ///
    /// - Parameter list: expressions separated by commas, without `*` and without comments.
    package init(_ list: Query, read: @escaping @Sendable (inout ColumnReader) throws -> Value) {
        self.list = list
        count = ColumnList.items(list.sql).count
        self.read = read
    }

    private init(prefixing columns: Columns, with table: String) {
        list = Query(unsafeSQL: ColumnList.prefixed(columns.list.sql, with: table))
        count = columns.count
        read = columns.read
    }

    /// Returns the same columns, each qualified with a table's alias: `steps.of("s")` is `s.version, s.status, …`.
    ///
    /// Only plain names can be qualified, also with a cast or an arrow behind them (`quote::text`); another expression
    /// in the list stops the program. Keep the result in a constant where the statement is frequent.
    package func of(_ table: String) -> Columns {
        Columns(prefixing: self, with: table)
    }

    /// Returns the value of a row that consists of these columns alone.
    ///
    /// - Throws: `PostgresError(.decoding)` with the name of a column that does not fit, or when the closure read more
    ///   or fewer columns than the row has; or what the closure throws.
    package func decode(_ row: Row) throws -> Value {
        var reader = ColumnReader(row)
        let value = try read(&reader)
        try reader.requireEnd()
        return value
    }

    /// Returns the value of each row.
    package func all(_ rows: [Row]) throws -> [Value] {
        // A loop, since `map` allocates for every value of a type that it learns at run time.
        var values: [Value] = []
        values.reserveCapacity(rows.count)
        for row in rows { values.append(try decode(row)) }
        return values
    }

    /// Returns the value of the first row, nil when there is none.
    package func first(_ rows: [Row]) throws -> Value? {
        try rows.first.map(decode)
    }

    /// Returns the value of the only row.
    ///
    /// - Throws: as `decode`; also `PostgresError(.decoding)` when there is no row or more than one.
    package func one(_ rows: [Row]) throws -> Value {
        try decode(rows.only)
    }

    /// Reads the value in the middle of a row.
    func read(from reader: inout ColumnReader) throws -> Value {
        try read(&reader)
    }
}

extension [Row] {
    /// The only row.
    ///
    /// - Throws: `PostgresError(.decoding)` when there is no row or more than one.
    var only: Row {
        get throws(PostgresError) {
            guard count == 1 else { throw PostgresError(.decoding, "\(count) rows instead of one") }
            return self[0]
        }
    }
}
