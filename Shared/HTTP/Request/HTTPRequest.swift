/// A request as handlers see it. The head is behind one reference, because a request is passed on a dozen times.
package struct HTTPRequest: Sendable {
    private final class Head: Sendable {
        let method: HTTPMethod
        let target: RequestTarget
        let headers: HTTPHeaders
        let remoteAddress: String

        init(_ method: HTTPMethod, _ target: RequestTarget, _ headers: HTTPHeaders, _ remoteAddress: String) {
            self.method = method
            self.target = target
            self.headers = headers
            self.remoteAddress = remoteAddress
        }
    }

    private let head: Head
    package var body: HTTPBody

    package var method: HTTPMethod { head.method }
    /// Path and query as sent, still escaped.
    package var target: String { head.target.text }
    /// The path's segments, unescaped one by one: `/a/b%2Fc` is `["a", "b/c"]`, `/` is `[]`, and `/a/` ends with an
    /// empty segment.
    package var path: [String] { head.target.path }
    /// The query's names and values, unescaped and in order. Names may repeat.
    package var query: [(name: String, value: String)] { head.target.query }
    package var headers: HTTPHeaders { head.headers }
    /// The peer's numeric address, without its port.
    package var remoteAddress: String { head.remoteAddress }

    init(
        method: HTTPMethod, target: RequestTarget, headers: HTTPHeaders, body: HTTPBody, remoteAddress: String
    ) {
        head = Head(method, target, headers, remoteAddress)
        self.body = body
    }

    /// Creates a request made in the process, for tests of request handlers.
    ///
    /// - Throws: `HTTPTargetError` if a server would not accept the target.
    package init(
        _ method: HTTPMethod, _ target: String, headers: HTTPHeaders = [:], body: [UInt8] = [],
        remoteAddress: String = "127.0.0.1"
    ) throws(HTTPTargetError) {
        self.init(
            method: method, target: try RequestTarget(target), headers: headers,
            body: body.isEmpty ? .empty : HTTPBody(body), remoteAddress: remoteAddress)
    }
}
