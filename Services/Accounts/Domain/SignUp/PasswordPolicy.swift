/// The requirements of a password (NIST SP 800-63B): a minimum length, not among the most common passwords, and not the
/// e-mail address. There are no rules of composition, which lead people to weaker passwords.
package struct PasswordPolicy: Hashable, Sendable {
    package var minimumLength: Int
    /// In lower case.
    package var refused: Set<String>

    package init(minimumLength: Int = 8, refused: Set<String> = PasswordPolicy.firstGuesses) {
        self.minimumLength = minimumLength
        self.refused = refused
    }

    package enum Rejection: Error, Hashable, Sendable {
        case tooShort(minimum: Int)
        case tooCommon
    }

    /// Requires that the password is acceptable. The length counts characters as a person sees them.
    package func check(_ password: String, of email: EmailAddress?) throws(Rejection) {
        guard password.count >= minimumLength else { throw .tooShort(minimum: minimumLength) }
        let folded = password.lowercased()
        guard !refused.contains(folded), folded != email?.key, Set(folded).count > 1 else { throw .tooCommon }
    }

    package static let firstGuesses: Set<String> = [
        "12345678", "123456789", "1234567890", "password", "password1", "passw0rd", "qwertyuiop", "qwerty123",
        "iloveyou", "abcd1234", "abc12345", "sunshine", "princess", "football", "baseball", "trustno1", "letmein1",
        "welcome1", "admin123", "changeme",
    ]
}
