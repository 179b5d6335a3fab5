import Executors
import Kafka
import Postgres

/// What an error means for the record in hand (architecture §4).
package enum Failure: Hashable, Sendable {
    /// It may pass: the same record is tried again, its partition waits, others go on.
    case passing
    /// The record itself: to the dead-letter topic at once.
    case poison(reason: String)
    /// The effect waits for a projection's row (C4).
    case held(waitingFor: String)

    package init(_ error: any Error) {
        switch error {
        case let deferred as Deferred: self = .held(waitingFor: deferred.waitingFor)
        case let poison as Poison: self = .poison(reason: poison.reason)
        case is CancellationError, is DeadlineExceeded: self = .passing
        case let error as PostgresError:
            self = error.isOfValues ? .poison(reason: String(describing: error)) : .passing
        case let error as TransactionError: self = error.outcome == .unknown ? .passing : Failure(error.cause)
        case is KafkaError: self = .passing
        case is LostPosition: self = .passing
        default: self = .poison(reason: "\(type(of: error)): \(error)")
        }
    }

    /// Running a unit of work again from its start is the cure: a serialization failure or a deadlock, rolled back.
    static func mayRunAgain(_ error: any Error) -> Bool {
        switch error {
        case let error as PostgresError: error.sqlState?.asksForRetry ?? false
        case let error as TransactionError: error.outcome == .rolledBack && mayRunAgain(error.cause)
        default: false
        }
    }
}

/// Another member of the group moved the partition's position: what we did is rolled back, and read again from there.
struct LostPosition: Error {}

extension PostgresError {
    /// The record's values are at fault: data exceptions (class 22), broken constraints (23), what no column can hold.
    /// Everything else is the database's state, an operator's to mend: read-only, no space, no right, a table that is not
    /// there yet. The record waits for it.
    fileprivate var isOfValues: Bool {
        guard let sqlState else { return code == .decoding || code == .encoding }
        return sqlState.rawValue.hasPrefix("22") || sqlState.rawValue.hasPrefix("23")
    }
}
