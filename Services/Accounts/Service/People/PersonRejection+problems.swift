import AccountsDomain
import Web

/// The name of the case is the code.
extension PersonRejection: ProblemConvertible {
    static let assignmentCodes = [datesReversed, assignmentUnknown, assignmentAlreadyVerified].map(\.code)
    static let holdCodes = [datesReversed, holdUnknown, holdAlreadyOver].map(\.code)
    static let membershipCodes = [
        membershipTypeUnknown, membershipPending, membershipUnknown, membershipAlreadyPaid, amountMismatch,
    ].map(\.code)

    var code: ProblemCode { ProblemCode(String(describing: self), title) }

    private var title: String {
        switch self {
        case .datesReversed: "The end is before the beginning"
        case .assignmentUnknown: "The assignment does not exist"
        case .assignmentAlreadyVerified: "The assignment is already verified"
        case .holdUnknown: "The hold does not exist"
        case .holdAlreadyOver: "The hold is already over"
        case .membershipTypeUnknown: "The type of membership does not exist"
        case .membershipPending: "A membership of another type is waiting for its payment"
        case .membershipUnknown: "The membership does not exist"
        case .membershipAlreadyPaid: "The membership is already paid"
        case .amountMismatch: "The amount is not the amount due"
        case .lastAdministrator: "No administrator would be left"
        case .personMerged: "The person was merged into another"
        case .mergeIntoItself: "A person cannot be merged into itself"
        case .alreadyMerged: "The person is already merged"
        case .notMerged: "The person is not merged"
        }
    }

    var problem: Problem { Problem(code) }
}
