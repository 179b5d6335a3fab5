/// A transaction that did not end as its body asked, with each step's error by itself.
///
/// A body's own error is thrown as it is when the transaction was rolled back after it; this type is for the rest.
package struct TransactionError: Error, Sendable {
    package enum Outcome: Sendable, Hashable {
        /// Nothing of the transaction is in the database.
        case rolledBack
        /// The connection was lost after COMMIT was sent: all of it is in the database, or nothing. Look before doing
        /// it again.
        case unknown
    }

    package var outcome: Outcome
    package var begin: PostgresError?
    package var body: (any Error)?
    /// Of COMMIT, or of a statement that was enqueued to travel with it.
    package var commit: PostgresError?
    package var rollback: PostgresError?

    package init(
        outcome: Outcome, begin: PostgresError? = nil, body: (any Error)? = nil, commit: PostgresError? = nil,
        rollback: PostgresError? = nil
    ) {
        self.outcome = outcome
        self.begin = begin
        self.body = body
        self.commit = commit
        self.rollback = rollback
    }

    /// PostgreSQL answers COMMIT with ROLLBACK, and no error, when a statement failed before and the body went on.
    static var commitOfFailed: TransactionError {
        var error = PostgresError(.server, "COMMIT after a failed statement rolls back")
        error.sqlState = .failedTransaction
        return TransactionError(outcome: .rolledBack, commit: error)
    }

    /// The error that made the others follow.
    package var cause: any Error {
        let first: (any Error)? = begin ?? body ?? commit ?? rollback
        return first ?? PostgresError(.connection)
    }
}

extension TransactionError: CustomStringConvertible {
    package var description: String {
        let parts: [(String, (any Error)?)] = [
            ("begin", begin), ("body", body), ("commit", commit), ("rollback", rollback),
        ]
        let texts = parts.compactMap { name, error in error.map { "\(name): \($0)" } }
        let end = outcome == .unknown ? "outcome unknown" : "rolled back"
        return "transaction \(end) (\(texts.joined(separator: "; ")))"
    }
}

extension Error {
    /// The PostgreSQL error in this one, also when it is a transaction's cause.
    package var postgresError: PostgresError? {
        if let error = self as? PostgresError { return error }
        guard let error = self as? TransactionError, !(error.cause is TransactionError) else { return nil }
        return error.cause.postgresError
    }

    package var sqlState: SQLState? { postgresError?.sqlState }
}
