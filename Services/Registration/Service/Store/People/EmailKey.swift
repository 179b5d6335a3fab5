import Primitives

/// How e-mail addresses are compared, the same way as accounts does: one Unicode form, lower case, no space around (A2).
enum EmailKey {
    static func of(_ email: String) -> String {
        email.trimmed.compatibilityComposed.lowercased().compatibilityComposed
    }
}
