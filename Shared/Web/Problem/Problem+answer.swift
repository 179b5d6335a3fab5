import HTTP
import JSONSchema
import JSONTree
import Observability

extension Problem {
    static let contentType = "application/problem+json"

    /// Returns the problem as an answer, with the trace's id, by which a caller's report is found in the log.
    func response(trace: TraceContext) -> Response {
        var members = extensions
        members["type"] = .string("urn:muster:problem:\(code)")
        members["title"] = .string(title)
        members["status"] = .integer(status)
        members["code"] = .string(code)
        members["detail"] = detail.map { .string($0.clipped(2000)) }
        members["traceId"] = .string(trace.traceID)
        if !errors.isEmpty {
            members["errors"] = .array(
                errors.map {
                    [
                        "pointer": .string($0.pointer.clipped(1000)),
                        "detail": .string($0.detail.clipped(2000)),
                    ]
                })
        }
        var response = Response(
            status: status, contentType: Self.contentType, body: .bytes(JSON.object(members).serialised()))
        if status == 401 {
            let reason = self == .tokenRefused ? ", error=\"invalid_token\"" : ""
            response.headers.append(("WWW-Authenticate", "Bearer realm=\"muster\"" + reason))
        }
        if let retryAfter = retryAfter ?? (status == 429 || status == 503 ? .seconds(1) : nil) {
            let seconds = max(1, Int(retryAfter.seconds.rounded(.up)))
            response.headers.append(("Retry-After", String(seconds)))
        }
        return response
    }

    package static let tokenMissing = Problem(.unauthenticated, "Send an access token as Authorization: Bearer …")
    package static let tokenRefused = Problem(.unauthenticated, "The access token is invalid or has expired.")

    static let schema = Schema.ref(
        "Problem",
        .object(
            .required("type", .string(maxLength: 300)),
            .required("title", .string(maxLength: 300)),
            .required("status", .integer(min: 400, max: 599)),
            .required("code", .string(maxLength: 100).described("A stable code, on which clients may branch.")),
            .optional("detail", .string(maxLength: 2000)),
            .optional("traceId", .string(maxLength: 32)),
            .optional(
                "errors",
                .array(
                    .object(
                        .required(
                            "pointer",
                            .string(maxLength: 1000).described(
                                "A JSON Pointer into the body, or /query/… or /header/… with the parameter's name.")),
                        .required("detail", .string(maxLength: 2000))))),
            additional: true, description: "An error (RFC 9457).")
    )
}

extension String {
    /// Returns the text limited to a number of scalars, with a replacement character for NUL. Pointers may contain
    /// names that the client chose.
    fileprivate func clipped(_ length: Int) -> String {
        var text = ""
        for scalar in unicodeScalars.prefix(length) { text.unicodeScalars.append(scalar == "\0" ? "\u{FFFD}" : scalar) }
        return text
    }
}
