import HTTP

/// Allows pages of the configured origins to read the answers.
struct CORS: Sendable {
    private let origins: Set<String>

    /// Nil if no origin is configured, so that browsers allow only the same origin.
    init?(_ origins: Set<String>) {
        guard !origins.isEmpty else { return nil }
        self.origins = origins
    }

    /// Returns the answer to a preflight request; nil for any other request.
    func preflight(_ request: HTTPRequest) -> Response? {
        guard request.method == .options, request.headers.contains("Access-Control-Request-Method"),
            origin(request) != nil
        else { return nil }
        return Response(
            status: 204,
            headers: [
                ("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE"),
                (
                    "Access-Control-Allow-Headers",
                    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Range, traceparent"
                ),
                ("Access-Control-Max-Age", "600"),
            ])
    }

    func mark(_ answer: inout HTTPResponse, _ request: HTTPRequest) {
        answer.headers.add("Vary", "Origin")
        guard let origin = origin(request) else { return }
        answer.headers.add("Access-Control-Allow-Origin", origin)
        answer.headers.add("Access-Control-Expose-Headers", "ETag, Location, Retry-After, traceparent")
    }

    private func origin(_ request: HTTPRequest) -> String? {
        request.headers["Origin"].flatMap { origins.contains($0) ? $0 : nil }
    }
}
