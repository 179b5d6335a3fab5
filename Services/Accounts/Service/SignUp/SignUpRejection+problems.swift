import AccountsDomain
import Security
import Web

extension ProblemCode {
    static let challengeFailed = ProblemCode(
        "challengeFailed", "The proof of work is missing, wrong, used before or expired")
    static let emailUnusable = ProblemCode("emailUnusable", "No mail can be sent to this e-mail address")
    static let emailTaken = ProblemCode("emailTaken", "Another account has this e-mail address")
    static let passwordTooWeak = ProblemCode("passwordTooWeak", "The password is easy to guess")
    static let codeInvalid = ProblemCode("codeInvalid", "The code is wrong, used before or expired")
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
