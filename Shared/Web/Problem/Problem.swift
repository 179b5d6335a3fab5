package import JSONSchema
package import JSONTree

/// A kind of refusal: its status, its stable `code` (clients branch on it) and what it means in a few words.
///
/// Declared once, beside the rule that refuses, named by each endpoint that may answer it, and thrown as a `Problem`:
/// ```swift
/// extension ProblemCode { static let offeringFull = ProblemCode("offeringFull", "No seat is left") }
/// throw Problem(.offeringFull, "The class is full; you can join its waitlist.")
/// ```
package struct ProblemCode: Sendable, Hashable {
    package let status: Int
    package let code: String
    package let title: String

    /// - Parameter status: 409, the refusal by a rule of the association, unless it is something else.
    package init(_ code: String, _ title: String, status: Int = 409) {
        self.status = status
        self.code = code
        self.title = title
    }
}

/// An error as the client sees it: `application/problem+json` (RFC 9457). Nothing in it may be a secret.
package struct Problem: Error, Sendable, Hashable {
    package var kind: ProblemCode
    package var detail: String?
    package var errors: [Violation]
    package var retryAfter: Duration?
    /// More members of the answer, such as `requirements`.
    package var extensions: [String: JSON]

    package init(
        _ kind: ProblemCode, _ detail: String? = nil, errors: [Violation] = [], retryAfter: Duration? = nil,
        extensions: [String: JSON] = [:]
    ) {
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.retryAfter = retryAfter
        self.extensions = extensions
    }

    package var status: Int { kind.status }
    package var code: String { kind.code }
    package var title: String { kind.title }
}

/// An error of a service's own that clients may see: its domain's rejections conform, each case mapped to a code once.
package protocol ProblemConvertible: Error {
    var problem: Problem { get }
}

extension Problem: ProblemConvertible {
    package var problem: Problem { self }
}
