import Executors
import Postgres
import Security

extension Problem {
    /// Returns the problem that an error names, else 503 for a transient error and 500 without details for any other
    /// one.
    init(describing error: any Error) {
        switch error {
        case let error as any ProblemConvertible: self = error.problem
        case is DeadlineExceeded, is CancellationError: self = .unavailable(retryAfter: .seconds(2))
        case PasswordHasher.Failure.busy: self = .unavailable(retryAfter: .seconds(2))
        case let error as TransactionError where error.outcome == .unknown: self = .outcomeUnknown
        case let error as TransactionError:
            if let body = error.body as? any ProblemConvertible, error.outcome == .rolledBack {
                self = body.problem
            } else {
                self.init(describing: error.postgresError)
            }
        default: self.init(describing: error.postgresError)
        }
    }

    private init(describing error: PostgresError?) {
        guard let error else {
            self.init(.internalError)
            return
        }
        let passes = error.sqlState?.isOperational ?? (error.code == .deadline || error.code == .closed)
        if passes || error.isTransient {
            self = .unavailable()
        } else if error.code == .encoding {
            self.init(.invalid, "A text contains a character that cannot be stored.")
        } else {
            self.init(.internalError)
        }
    }
}
