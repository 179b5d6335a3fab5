import Primitives

/// The form in which e-mail addresses are compared, which is that of accounts: compatibility-composed, in lower case,
/// without spaces around (A2).
enum EmailKey {
    static func of(_ email: String) -> String {
        email.trimmed.compatibilityComposed.lowercased().compatibilityComposed
    }
}
