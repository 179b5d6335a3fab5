/// PostgreSQL's five-character error code. The first two characters are its class.
package struct SQLState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package static let uniqueViolation = SQLState(rawValue: "23505")
    package static let failedTransaction = SQLState(rawValue: "25P02")
    package static let unknownStatementName = SQLState(rawValue: "26000")
    package static let serializationFailure = SQLState(rawValue: "40001")
    package static let deadlockDetected = SQLState(rawValue: "40P01")
    package static let lockNotAvailable = SQLState(rawValue: "55P03")
    package static let queryCanceled = SQLState(rawValue: "57014")

    /// The same work may succeed later: lost connection, serialization failure, deadlock, no resources, server going
    /// down or coming up, lock not available.
    package var isTransient: Bool {
        if self == .serializationFailure || self == .deadlockDetected || self == .lockNotAvailable { return true }
        return rawValue.hasPrefix("08") || rawValue.hasPrefix("53") || rawValue.hasPrefix("57P")
    }

    /// The statement's own fault is excluded: what failed is the database's state, for an operator to mend (read-only,
    /// no right, a table that is missing, no space, a defect inside), and the same work succeeds once that is done.
    package var isOperational: Bool {
        if isTransient || self == .queryCanceled { return true }
        let operational = ["25006", "25P03", "25P04", "42501", "42P01", "3F000", "0LP01"]
        return operational.contains(rawValue)
            || ["28", "55", "57", "58", "F0", "XX"].contains { rawValue.hasPrefix($0) }
    }

    /// Whether the transaction's body can be run again at once, and the error does not come from it.
    package var asksForRetry: Bool {
        self == .serializationFailure || self == .deadlockDetected
    }

    package var description: String { rawValue }
}
