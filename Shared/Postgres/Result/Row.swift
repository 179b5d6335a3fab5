/// One row of an answer. Its values are decoded on demand from libpq's memory, which the row keeps alive.
///
/// A row of several columns is decoded by `Columns`, one of a single column by `decode`:
///
/// ```swift
/// let codes = try await client.query("SELECT code FROM course").map { try $0.decode(CourseCode.self) }
/// ```
package struct Row: Sendable {
    let result: ResultSet
    let index: Int32

    /// How many columns it has.
    package var count: Int { result.columnCount }

    /// The first columns in their order, one type each.
    ///
    /// - Throws: `.decoding` with the column's name, also for NULL where the type is no optional.
    package func decode<each Value: PostgresDecodable>(
        _ types: (repeat each Value).Type
    ) throws(PostgresError) -> (repeat each Value) {
        var column = -1
        func next<Next: PostgresDecodable>(_ type: Next.Type) throws(PostgresError) -> Next {
            column += 1
            return try result.decode(row: index, column: column, as: type)
        }
        return (repeat try next((each Value).self))
    }

    /// The first column alone. A pack of one would give a tuple of one, which is not quite its element.
    package func decode<Value: PostgresDecodable>(_ type: Value.Type) throws(PostgresError) -> Value {
        try result.decode(row: index, column: 0, as: type)
    }

    /// The column of that name. Going away: declare `Columns` in new code.
    package func value<Value: PostgresDecodable>(
        _ column: String, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        guard let index = result.column(named: column) else {
            throw PostgresError(.decoding, "there is no column \(column)")
        }
        return try result.decode(row: self.index, column: index, as: type)
    }

    /// The column at that place, from 0. Going away: declare `Columns`, or `decode` the only column.
    package func value<Value: PostgresDecodable>(
        at column: Int, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        try result.decode(row: index, column: column, as: type)
    }
}
