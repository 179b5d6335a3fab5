/// What went wrong between us and PostgreSQL.
///
/// `description` is safe to log: it has codes and names of the schema, and leaves out what may hold a row's values.
/// `String(reflecting:)` has all of it, for a developer's eyes.
package struct PostgresError: Error, Sendable {
    /// The kind of failure; more may come, so a `switch` needs a default.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        package let description: String

        /// The server refused or failed the statement: see `sqlState`.
        package static let server = Code(description: "server")
        /// No connection could be made, or it was lost. Whether the statement had its effect is unknown.
        package static let connection = Code(description: "connection")
        /// No connection of the pool became free before the deadline. Nothing was sent.
        package static let poolTimeout = Code(description: "poolTimeout")
        /// Too many callers wait for the pool already. Nothing was sent.
        package static let poolFull = Code(description: "poolFull")
        /// The statement was cancelled at its deadline.
        package static let deadline = Code(description: "deadline")
        /// The client, the connection or the transaction was closed before.
        package static let closed = Code(description: "closed")
        /// A column is not of the Swift type asked for, or an answer has another number of columns or rows.
        package static let decoding = Code(description: "decoding")
        /// A value cannot be sent, such as text with a zero byte in it.
        package static let encoding = Code(description: "encoding")
        /// The configuration cannot be read.
        package static let configuration = Code(description: "configuration")
        /// Migrations are pending, or two have the same name.
        package static let migration = Code(description: "migration")
        /// Another version of the program made the schema: its migrations are not the first of the program's.
        package static let schemaMismatch = Code(description: "schemaMismatch")
    }

    package let code: Code
    package var sqlState: SQLState?
    /// The server's primary message, or libpq's, or ours.
    package var message: String?
    /// May hold values of a row.
    package var detail: String?
    package var hint: String?
    package var schema: String?
    package var table: String?
    package var column: String?
    package var constraint: String?
    /// The statement, without its values.
    package var query: String?
    /// The prepared form no longer fits the tables; sending the text again does.
    var isStatementOutdated = false

    package init(_ code: Code, _ message: String? = nil) {
        self.code = code
        self.message = message
    }

    /// Trying the same again later may succeed.
    package var isTransient: Bool {
        if let sqlState { return sqlState.isTransient }
        return code == .connection || code == .poolTimeout || code == .poolFull
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String {
        var text = "PostgreSQL \(code) error"
        if let sqlState { text += " \(sqlState)" }
        let names = [("table", table), ("column", column), ("constraint", constraint)].compactMap { name, value in
            value.map { "\(name) \($0)" }
        }
        if !names.isEmpty { text += " (\(names.joined(separator: ", ")))" }
        if let message, isMessageSafe { text += ": \(message)" }
        return text
    }

    /// Messages of class 22 quote the value that was wrong, those of class P0 say what some function wanted to.
    private var isMessageSafe: Bool {
        guard let sqlState else { return true }
        return !sqlState.rawValue.hasPrefix("22") && !sqlState.rawValue.hasPrefix("P0")
    }

    package var debugDescription: String {
        let parts = [
            ("message", message), ("detail", detail), ("hint", hint), ("schema", schema), ("table", table),
            ("column", column), ("constraint", constraint), ("query", query),
        ].compactMap { name, value in value.map { "\(name): \($0)" } }
        return "PostgresError(\(code)\(sqlState.map { " \($0)" } ?? "")\(parts.map { ", \($0)" }.joined()))"
    }
}
