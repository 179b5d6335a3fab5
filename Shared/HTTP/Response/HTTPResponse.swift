/// A response: status, header fields and body.
///
/// The server writes `Content-Length`, `Transfer-Encoding`, `Connection` and `Date` itself and ignores such fields from
/// a handler. Line breaks and other control characters in field values are sent as spaces, so that user text cannot end
/// a header.
package struct HTTPResponse: Sendable {
    package var status: Int
    package var headers: HTTPHeaders
    package var body: Body

    package init(status: Int = 200, headers: HTTPHeaders = [:], body: Body = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The response body. HEAD requests receive the same header without a body.
    package enum Body: Sendable {
        case empty
        case bytes([UInt8])
        /// A file, or the given range of it, sent by the kernel without a copy in this process.
        case file(HTTPFile, range: Range<Int>? = nil)
        /// Bytes that are produced while they are sent. `write` waits until the client has read the previous bytes, and
        /// throws if the client has disconnected. An error from the producer aborts the connection, so that a client
        /// never mistakes a partial response for a complete one.
        case stream(length: Int? = nil, @Sendable (HTTPBodyWriter) async throws -> Void)
    }
}

/// Responds to a request. Called on the cooperative pool, never on the HTTP library's threads.
package typealias HTTPHandler = @Sendable (HTTPRequest) async -> HTTPResponse
