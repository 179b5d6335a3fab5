import HTTP
import Observability

/// Makes HTTP answers. The header fields that they share are prepared once.
struct AnswerHeaders: Sendable {
    private let data: HTTPHeaders
    private let page: HTTPHeaders
    /// The fields of most answers: JSON that is not cached.
    private let plainJSON: HTTPHeaders

    init(_ configuration: WebConfiguration) {
        var common: HTTPHeaders = [
            "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
        ]
        if configuration.isBehindTLS { common.add("Strict-Transport-Security", "max-age=31536000; includeSubDomains") }
        data = common.with("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        plainJSON = data.with("Content-Type", "application/json").with("Cache-Control", "no-store")
        page = common.with(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
                + "frame-ancestors 'none'")
    }

    func answer(_ response: Response, trace: TraceContext) -> HTTPResponse {
        if response.headers.isEmpty, response.entityTag == nil, response.contentType == "application/json" {
            return HTTPResponse(
                status: response.status, headers: plainJSON.with("traceparent", trace.traceparent), body: response.body)
        }
        let isPage = response.contentType?.hasPrefix("text/html") ?? false
        var fields = isPage ? page : data
        if let type = response.contentType { fields.add("Content-Type", type) }
        fields.add("traceparent", trace.traceparent)
        var isCached = false
        for (name, value) in response.headers {
            if name == "Cache-Control" { isCached = true }
            if name == "Content-Security-Policy" { fields[name] = value } else { fields.add(name, value) }
        }
        if let tag = response.entityTag { fields.add("ETag", tag) }
        // Answers contain personal data. One with a tag may be stored and revalidated; any other is not stored.
        if !isCached { fields.add("Cache-Control", response.entityTag == nil ? "no-store" : "private, no-cache") }
        return HTTPResponse(status: response.status, headers: fields, body: response.body)
    }
}

extension HTTPHeaders {
    fileprivate func with(_ name: String, _ value: String) -> HTTPHeaders {
        var copy = self
        copy.add(name, value)
        return copy
    }
}

extension Response {
    /// Returns 304 if the client already has the content, by `If-None-Match`.
    func unlessMatched(by request: HTTPRequest) -> Response {
        guard status == 200, let tag = entityTag, request.method == .get || request.method == .head,
            let field = request.headers["If-None-Match"]
        else { return self }
        let tags = field.split(separator: ",").map { $0.filter { $0 != " " } }
        guard tags.contains(where: { $0 == "*" || $0 == tag || $0 == "W/" + tag }) else { return self }
        var unchanged = self
        (unchanged.status, unchanged.contentType, unchanged.body, unchanged.headers) = (304, nil, .empty, [])
        return unchanged
    }
}
