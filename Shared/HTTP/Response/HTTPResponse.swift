/// An answer: a status, header fields and a body.
///
/// `Content-Length`, `Transfer-Encoding`, `Connection` and `Date` are the server's own: fields of those names that a
/// handler sets are left out. A line break or another control character in a field's value is sent as a space, so that
/// no text of a user's can end a header.
package struct HTTPResponse: Sendable {
    package var status: Int
    package var headers: HTTPHeaders
    package var body: Body

    package init(status: Int = 200, headers: HTTPHeaders = [:], body: Body = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// What is sent after the header. HEAD requests get the same header and none of it.
    package enum Body: Sendable {
        case empty
        case bytes([UInt8])
        /// A file, or the bytes of it in `range`, sent by the kernel without a copy in this process.
        case file(HTTPFile, range: Range<Int>? = nil)
        /// Bytes that come while they are sent. `write` waits until the client took what was written before; when it
        /// throws the client has left. An error thrown by the producer cuts the connection, so that a client never takes
        /// half an answer for a whole one.
        case stream(length: Int? = nil, @Sendable (HTTPBodyWriter) async throws -> Void)
    }
}

/// Answers one request; called on Swift's own threads, never on those of the HTTP library.
package typealias HTTPHandler = @Sendable (HTTPRequest) async -> HTTPResponse
