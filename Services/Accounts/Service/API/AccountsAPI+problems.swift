import AccountsDomain
import Security
import Web

extension ProblemCode {
    static let challengeFailed = ProblemCode("challengeFailed", "The proof of work is missing, wrong, used or too old")
    static let emailUnusable = ProblemCode("emailUnusable", "No mail can reach this address")
    static let emailTaken = ProblemCode("emailTaken", "Another account has this address")
    static let passwordTooWeak = ProblemCode("passwordTooWeak", "The password is easy to guess")
    static let codeInvalid = ProblemCode("codeInvalid", "The code is wrong, used or too old")
    static let invalidGrant = ProblemCode("invalidGrant", "These credentials open nothing", status: 401)
    static let agencyUnknown = ProblemCode("agencyUnknown", "There is no such agency")
    static let personUnknown = ProblemCode("personUnknown", "There is no such person")
    static let ownMembership = ProblemCode("ownMembership", "Nobody records the payment of the own membership")
    static let personMerged = ProblemCode("personMerged", "The person was merged into another")
}

/// Each "no" of the domain, once; the raw name of the case is the code.
extension PersonRejection: ProblemConvertible {
    static let assignmentCodes = [datesReversed, assignmentUnknown, assignmentAlreadyVerified].map(\.code)
    static let holdCodes = [datesReversed, holdUnknown, holdAlreadyOver].map(\.code)
    static let membershipCodes = [
        membershipTypeUnknown, membershipPending, membershipUnknown, membershipAlreadyPaid, amountMismatch,
    ].map(\.code)

    var code: ProblemCode { ProblemCode(String(describing: self), title) }

    private var title: String {
        switch self {
        case .datesReversed: "The end lies before the beginning"
        case .assignmentUnknown: "There is no such assignment"
        case .assignmentAlreadyVerified: "The assignment is verified already"
        case .holdUnknown: "There is no such hold"
        case .holdAlreadyOver: "The hold is over already"
        case .membershipTypeUnknown: "There is no such type of membership"
        case .membershipPending: "A membership of another type waits for its payment"
        case .membershipUnknown: "There is no such membership"
        case .membershipAlreadyPaid: "The membership is paid already"
        case .amountMismatch: "The amount is not what is due"
        case .lastAdministrator: "Nobody would be left to give roles"
        case .mergeIntoItself: "A person cannot be merged into itself"
        case .alreadyMerged: "The person was merged before"
        case .notMerged: "The person is not merged"
        }
    }

    var problem: Problem { Problem(code) }
}

extension Merge.Rejection: ProblemConvertible {
    var code: ProblemCode {
        switch self {
        case .circular: ProblemCode("mergeIntoItself", "A person cannot be merged into itself")
        case .alreadyUndone: ProblemCode("alreadyUndone", "The merge was undone before")
        case .undoWindowOver: ProblemCode("undoWindowOver", "The time in which a merge can be undone is over")
        }
    }

    var problem: Problem { Problem(code) }
}

extension PasswordPolicy.Rejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .tooShort(let minimum): Problem.unprocessable("/password", "must have at least \(minimum) characters")
        case .tooCommon: Problem(.passwordTooWeak, "It is among the first that somebody would try.")
        }
    }
}

extension PasswordHasher.Failure {
    /// What a caller is told.
    var problem: Problem {
        switch self {
        case .busy, .outOfMemory: .unavailable(retryAfter: .seconds(2))
        case .tooLong: .unprocessable("/password", "must have at most \(PasswordHasher.lengthLimit) bytes")
        }
    }
}
