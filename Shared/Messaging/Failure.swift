import Executors
import Kafka
import Postgres

/// The consequence of an error for the record in progress (architecture §4).
package enum Failure: Hashable, Sendable {
    /// The failure is transient: the record is retried and its partition waits, while others continue.
    case transient
    /// The record itself is at fault: it is dead-lettered at once.
    case poison(reason: String)
    /// The effect waits for a projection's row (C4).
    case deferred(waitingFor: String)

    package init(_ error: any Error) {
        switch error {
        case let deferred as Deferred: self = .deferred(waitingFor: deferred.waitingFor)
        case let poison as Poison: self = .poison(reason: poison.reason)
        case is CancellationError, is DeadlineExceeded: self = .transient
        case let error as PostgresError:
            self = error.isOfValues ? .poison(reason: String(describing: error)) : .transient
        case let error as TransactionError: self = error.outcome == .unknown ? .transient : Failure(error.cause)
        case is KafkaError: self = .transient
        case is LostPosition: self = .transient
        default: self = .poison(reason: "\(type(of: error)): \(error)")
        }
    }

    /// Whether running the unit of work again can succeed: a serialization failure or deadlock that was rolled back.
    static func isRetriable(_ error: any Error) -> Bool {
        switch error {
        case let error as PostgresError: error.sqlState?.asksForRetry ?? false
        case let error as TransactionError: error.outcome == .rolledBack && isRetriable(error.cause)
        default: false
        }
    }
}

/// Indicates that another member of the group moved the partition's position. The work is rolled back and repeated from
/// there.
struct LostPosition: Error {}

extension PostgresError {
    /// Whether the record's values are at fault: data exceptions (class 22), constraint violations (23), values that a
    /// column cannot hold. Any other error concerns the database, which an operator must fix: read-only, no space, no
    /// permission, a missing table. The record waits for that.
    fileprivate var isOfValues: Bool {
        guard let sqlState else { return code == .decoding || code == .encoding }
        return sqlState.rawValue.hasPrefix("22") || sqlState.rawValue.hasPrefix("23")
    }
}
