/// Reads the columns of one row from the first to the last; `Columns` passes it to its closure.
///
/// It cannot be copied, so it does not outlive the row that it points into.
package struct ColumnReader: ~Copyable {
    private let result: ResultSet
    private let row: Int32
    private var column = 0

    init(_ row: borrowing Row) {
        result = row.result
        self.row = row.index
    }

    /// Reads the next column.
    ///
    /// - Throws: `PostgresError(.decoding)` with the column's name when it is of another type or NULL, or when there is
    ///   none.
    package mutating func next<Value: PostgresDecodable>(
        as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        defer { column += 1 }
        return try result.decode(row: row, column: column, as: type)
    }

    /// Reads the next columns as a value of their own.
    ///
    /// - Throws: as `Columns.decode`; the number of columns read must be that of the list.
    package mutating func next<Value>(_ columns: Columns<Value>) throws -> Value {
        let end = column + columns.count
        let value = try columns.read(from: &self)
        guard column == end else { throw miscount(column - end + columns.count, of: columns.count, columns.list.sql) }
        return value
    }

    /// Reads the next columns as a value of their own, or skips them and returns nil where all of them are NULL: the
    /// columns of a table in which `LEFT JOIN` found no row.
    ///
    /// A joined row with NULL in each of these columns gives nil as well, so the list needs a column that is
    /// `NOT NULL`.
    ///
    /// - Throws: as `next`.
    package mutating func nextIfPresent<Value>(_ columns: Columns<Value>) throws -> Value? {
        let end = column + columns.count
        if end <= result.columnCount, (column..<end).allSatisfy({ result.isNull(row: row, column: $0) }) {
            column = end
            return nil
        }
        return try next(columns)
    }

    /// Throws unless each column of the row was read.
    func requireEnd() throws(PostgresError) {
        guard column != result.columnCount else { return }
        let names = (0..<result.columnCount).map(result.columnName).joined(separator: ", ")
        throw miscount(column, of: result.columnCount, names)
    }

    private func miscount(_ read: Int, of count: Int, _ names: String) -> PostgresError {
        PostgresError(.decoding, "\(read) columns were read of \(count): \(names)")
    }
}
