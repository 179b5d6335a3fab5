package import JSONSchema

extension ProblemCode {
    package static let badRequest = ProblemCode("badRequest", "The request is malformed", status: 400)
    package static let unauthenticated = ProblemCode("unauthenticated", "A valid access token is required", status: 401)
    package static let forbidden = ProblemCode("forbidden", "You are not allowed to do this", status: 403)
    package static let notFound = ProblemCode("notFound", "The resource does not exist", status: 404)
    package static let methodNotAllowed = ProblemCode(
        "methodNotAllowed", "The path does not support this method", status: 405)
    package static let preconditionFailed = ProblemCode(
        "preconditionFailed", "The resource has changed since you read it", status: 412)
    package static let payloadTooLarge = ProblemCode("payloadTooLarge", "The body is too large", status: 413)
    // The server answers these two before any route.
    static let targetTooLong = ProblemCode("targetTooLong", "The path and query are too long", status: 414)
    static let headerTooLarge = ProblemCode("headerTooLarge", "The request header is too large", status: 431)
    package static let unsupportedMediaType = ProblemCode(
        "unsupportedMediaType", "The content type of the body is not supported", status: 415)
    package static let rangeNotSatisfiable = ProblemCode(
        "rangeNotSatisfiable", "The range lies outside the content", status: 416)
    package static let invalid = ProblemCode("invalid", "The request does not match its schema", status: 422)
    package static let idempotencyKeyReused = ProblemCode(
        "idempotencyKeyReused", "The Idempotency-Key was used for a different request", status: 422)
    package static let tooManyRequests = ProblemCode("tooManyRequests", "Too many requests", status: 429)
    package static let internalError = ProblemCode("internalError", "An internal error occurred", status: 500)
    package static let unavailable = ProblemCode("unavailable", "The service is temporarily unavailable", status: 503)
    package static let outcomeUnknown = ProblemCode(
        "outcomeUnknown", "The outcome of the request is unknown", status: 503)
    package static let cursorInvalid = ProblemCode("cursorInvalid", "The cursor is invalid; start the list again")
}

extension Problem {
    package static let notFound = Problem(.notFound)
    package static let forbidden = Problem(.forbidden)

    package static func notFound(_ detail: String) -> Problem { Problem(.notFound, detail) }
    package static func forbidden(_ detail: String) -> Problem { Problem(.forbidden, detail) }

    /// Returns the 422 of one field by a rule that its schema cannot state. `pointer` is a JSON Pointer into the body
    /// (`/venue/endsOn`).
    package static func unprocessable(_ pointer: String, _ detail: String) -> Problem {
        .invalid([Violation(pointer: pointer, detail: detail)])
    }

    package static func invalid(_ errors: [Violation]) -> Problem {
        Problem(.invalid, errors: errors)
    }

    /// The connection to the database was lost between COMMIT and its answer.
    package static let outcomeUnknown = Problem(
        .outcomeUnknown,
        "The connection to the database was lost during the commit. Repeat the request with the same Idempotency-Key, "
            + "or check whether the change was made.",
        retryAfter: .seconds(2))

    package static func unavailable(retryAfter: Duration = .seconds(1)) -> Problem {
        Problem(.unavailable, retryAfter: retryAfter)
    }
}
