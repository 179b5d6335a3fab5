package import JSONSchema
package import JSONTree

/// A kind of refusal: its status, its stable `code`, on which clients branch, and its title.
///
/// It is declared once, beside the rule that refuses, named by each operation that may answer it, and thrown as a
/// `Problem`:
/// ```swift
/// extension ProblemCode { static let offeringFull = ProblemCode("offeringFull", "No seat is left") }
/// throw Problem(.offeringFull, "The class is full; you can join its waitlist.")
/// ```
package struct ProblemCode: Sendable, Hashable {
    package let status: Int
    package let code: String
    package let title: String

    /// - Parameter status: 409 by default, for a refusal by a rule of the association.
    package init(_ code: String, _ title: String, status: Int = 409) {
        self.status = status
        self.code = code
        self.title = title
    }
}

/// An error for a client: `application/problem+json` (RFC 9457). It must not contain secrets.
package struct Problem: Error, Sendable, Hashable {
    package var kind: ProblemCode
    package var detail: String?
    package var errors: [Violation]
    package var retryAfter: Duration?
    /// Further members of the answer, such as `requirements`.
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

/// An error that is mapped to a problem, such as a rejection of the domain. Each case is mapped to a code once.
package protocol ProblemConvertible: Error {
    var problem: Problem { get }
}

extension Problem: ProblemConvertible {
    package var problem: Problem { self }
}
