/// One request, as a handler sees it.
package struct HTTPRequest: Sendable {
    package var method: HTTPMethod
    /// Path and query as sent, still escaped.
    package var target: String
    /// The path's segments, unescaped one by one: `/a/b%2Fc` is `["a", "b/c"]`, `/` is `[]`, and `/a/` ends with an empty
    /// segment.
    package var path: [String]
    /// The query's names and values, unescaped, in their order; a name may come again.
    package var query: [(name: String, value: String)]
    package var headers: HTTPHeaders
    package var body: HTTPBody
    /// The peer's numeric address, without its port.
    package var remoteAddress: String

    init(
        method: HTTPMethod, target: RequestTarget, headers: HTTPHeaders, body: HTTPBody, remoteAddress: String
    ) {
        self.method = method
        self.target = target.text
        self.path = target.path
        self.query = target.query
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
    }

    /// A request made in the process: for tests of what handles requests.
    ///
    /// - Throws: `HTTPTargetError` when the target is none that a server would accept.
    package init(
        _ method: HTTPMethod, _ target: String, headers: HTTPHeaders = [:], body: [UInt8] = [],
        remoteAddress: String = "127.0.0.1"
    ) throws(HTTPTargetError) {
        self.init(
            method: method, target: try RequestTarget(target), headers: headers,
            body: body.isEmpty ? .empty : HTTPBody(body), remoteAddress: remoteAddress)
    }
}
