package import JSONSchema
package import JSONTree

extension ProblemCode {
    package static let badRequest = ProblemCode("badRequest", "The request cannot be read", status: 400)
    package static let unauthenticated = ProblemCode("unauthenticated", "A valid token is needed", status: 401)
    package static let forbidden = ProblemCode("forbidden", "You may not do this", status: 403)
    package static let notFound = ProblemCode("notFound", "There is no such thing", status: 404)
    package static let methodNotAllowed = ProblemCode("methodNotAllowed", "The method is not known here", status: 405)
    package static let preconditionFailed = ProblemCode(
        "preconditionFailed", "It was changed since you read it", status: 412)
    package static let payloadTooLarge = ProblemCode("payloadTooLarge", "The body is too large", status: 413)
    /// Of the server itself, before any route.
    static let targetTooLong = ProblemCode("targetTooLong", "Path and query are too long", status: 414)
    static let headerTooLarge = ProblemCode("headerTooLarge", "The header is too large", status: 431)
    package static let unsupportedMediaType = ProblemCode(
        "unsupportedMediaType", "The body's content type is not taken here", status: 415)
    package static let rangeNotSatisfiable = ProblemCode(
        "rangeNotSatisfiable", "The range lies beyond the content", status: 416)
    package static let invalid = ProblemCode("invalid", "The request breaks its schema", status: 422)
    package static let idempotencyKeyReused = ProblemCode(
        "idempotencyKeyReused", "The Idempotency-Key was used for another request", status: 422)
    package static let tooManyRequests = ProblemCode("tooManyRequests", "Too many requests", status: 429)
    package static let internalError = ProblemCode("internalError", "Something went wrong on our side", status: 500)
    package static let unavailable = ProblemCode("unavailable", "The service is busy; try again", status: 503)
    package static let outcomeUnknown = ProblemCode(
        "outcomeUnknown", "It is not known whether this was done", status: 503)
    package static let cursorInvalid = ProblemCode("cursorInvalid", "The cursor is not valid; begin the list again")
}

extension Problem {
    package static let notFound = Problem(.notFound)
    package static let forbidden = Problem(.forbidden)

    package static func notFound(_ detail: String) -> Problem { Problem(.notFound, detail) }
    package static func forbidden(_ detail: String) -> Problem { Problem(.forbidden, detail) }

    /// A refusal by a rule, 409; its code must be among the endpoint's `problems`.
    package static func conflict(_ code: String, _ detail: String, extensions: [String: JSON] = [:]) -> Problem {
        Problem(ProblemCode(code, "Refused by a rule"), detail, extensions: extensions)
    }

    /// 422 for one field: what the schema cannot say. `pointer` is a JSON Pointer into the body (`/venue/endsOn`).
    package static func unprocessable(_ pointer: String, _ detail: String) -> Problem {
        .invalid([Violation(pointer: pointer, detail: detail)])
    }

    package static func invalid(_ errors: [Violation]) -> Problem {
        Problem(.invalid, errors: errors)
    }

    /// The database was lost between COMMIT and its answer.
    package static let outcomeUnknown = Problem(
        .outcomeUnknown,
        "The database was lost while it was written. Repeat the request with the same Idempotency-Key, or look whether it was done.",
        retryAfter: .seconds(2))

    package static func unavailable(retryAfter: Duration = .seconds(1)) -> Problem {
        Problem(.unavailable, retryAfter: retryAfter)
    }
}
