import AccountsDomain
import JSONTree
import Security
import Web

extension ProblemCode {
    static let challengeFailed = ProblemCode(
        "challengeFailed", "The proof of work is missing, wrong, used before or expired.")
    static let emailUnusable = ProblemCode("emailUnusable", "No mail can be sent to this e-mail address.")
    static let emailTaken = ProblemCode("emailTaken", "Another account has this e-mail address.")
    static let passwordTooWeak = ProblemCode("passwordTooWeak", "The password is easy to guess.")
    static let codeInvalid = ProblemCode("codeInvalid", "The code is wrong, used before or expired.")
    static let invalidGrant = ProblemCode("invalidGrant", "The credentials are not valid.", status: 401)
    static let agencyUnknown = ProblemCode("agencyUnknown", "The agency does not exist.")
    static let personUnknown = ProblemCode("personUnknown", "The person does not exist.")
    static let ownMembership = ProblemCode(
        "ownMembership", "Staff cannot record the payment of their own membership.")
}

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
        case .datesReversed: "The end is before the beginning."
        case .assignmentUnknown: "The assignment does not exist."
        case .assignmentAlreadyVerified: "The assignment is already verified."
        case .holdUnknown: "The hold does not exist."
        case .holdAlreadyOver: "The hold is already over."
        case .membershipTypeUnknown: "The type of membership does not exist."
        case .membershipPending: "A membership of another type is waiting for its payment."
        case .membershipUnknown: "The membership does not exist."
        case .membershipAlreadyPaid: "The membership is already paid."
        case .amountMismatch: "The amount is not the amount due."
        case .lastAdministrator: "No administrator would be left."
        case .personMerged: "The person was merged into another."
        case .mergeIntoItself: "A person cannot be merged into itself."
        case .alreadyMerged: "The person is already merged."
        case .notMerged: "The person is not merged."
        }
    }

    var problem: Problem { Problem(code) }
}

extension Merge.Rejection: ProblemConvertible {
    var code: ProblemCode {
        switch self {
        case .circular: PersonRejection.mergeIntoItself.code
        case .alreadyUndone: ProblemCode("alreadyUndone", "The merge is already undone.")
        case .undoWindowOver: ProblemCode("undoWindowOver", "The time in which the merge could be undone is over.")
        }
    }

    var problem: Problem { Problem(code) }
}

extension SignUpRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .emailUnusable: Problem(.emailUnusable)
        case .emailTaken: Problem(.emailTaken)
        case .challengeFailed: Problem(.challengeFailed)
        case .codeInvalid: Problem(.codeInvalid)
        }
    }
}

extension SignInRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .grant: Self.refusal("invalid_grant")
        case .client: Self.refusal("invalid_client")
        case .tooManyFailures(let seconds): Problem(.tooManyRequests, retryAfter: .seconds(seconds))
        }
    }

    /// The refusal with the members of RFC 6749.
    private static func refusal(_ error: String) -> Problem {
        Problem(
            .invalidGrant,
            extensions: ["error": .string(error), "error_description": "The credentials are not valid."])
    }
}

extension PasswordPolicy.Rejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .tooShort(let minimum): Problem.unprocessable("/password", "must have at least \(minimum) characters")
        case .tooCommon: Problem(.passwordTooWeak, "It is one of the most common passwords.")
        }
    }
}

extension PasswordHasher.Failure: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .busy, .outOfMemory: .unavailable(retryAfter: .seconds(2))
        case .tooLong: .unprocessable("/password", "must have at most \(PasswordHasher.lengthLimit) bytes")
        }
    }
}

extension AgencyUnknown: ProblemConvertible {
    var problem: Problem { Problem(.agencyUnknown) }
}

extension MergePeople.PersonUnknown: ProblemConvertible {
    var problem: Problem { Problem(.personUnknown) }
}

extension RecordMembershipPayment.OwnMembership: ProblemConvertible {
    var problem: Problem { Problem(.ownMembership) }
}
