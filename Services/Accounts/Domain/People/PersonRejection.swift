/// The reason why a `PersonCommand` is refused.
package enum PersonRejection: Error, Hashable, Sendable, CaseIterable {
    /// The end is before the beginning.
    case datesReversed
    case assignmentUnknown
    case assignmentAlreadyVerified
    case holdUnknown
    case holdAlreadyOver
    case membershipTypeUnknown
    /// An order of another type waits for its payment.
    case membershipPending
    case membershipUnknown
    case membershipAlreadyPaid
    case amountMismatch
    /// No administrator would be left.
    case lastAdministrator
    /// The person was merged into another, whose roles count.
    case personMerged
    case mergeIntoItself
    case alreadyMerged
    case notMerged
}
