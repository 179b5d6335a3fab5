/// Every "no" to a `PersonCommand`. The service maps each to a problem code once.
package enum PersonRejection: Error, Hashable, Sendable, CaseIterable {
    /// The end lies before the beginning.
    case datesReversed
    case assignmentUnknown
    case assignmentAlreadyVerified
    case holdUnknown
    case holdAlreadyOver
    case membershipTypeUnknown
    /// Another type is asked for while an order waits to be paid.
    case membershipPending
    case membershipUnknown
    case membershipAlreadyPaid
    case amountMismatch
    /// Nobody would be left to give roles.
    case lastAdministrator
    case mergeIntoItself
    case alreadyMerged
    case notMerged
}
