/// A request to another system's HTTP interface.
package struct OutboundRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    package var method: Method
    /// The absolute URL, `http` or `https`.
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// The time limit for the whole exchange: name lookup, connection, sending, and the complete response.
    package var timeout: Duration

    package init(
        _ method: Method, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        timeout: Duration = .seconds(10)
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }
}

/// A complete response, including error responses.
package struct OutboundAnswer: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Returns the value of the first field with this name, ignoring case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Indicates that no complete response was received.
package struct OutboundError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Too many requests are waiting. The request was not sent.
        case busy
        /// The host name is unknown or the connection was refused. The request was not sent.
        case unreachable
        /// The certificate is not trusted. The request was not sent.
        case untrusted
        case timedOut
        /// The connection broke, or the response is not valid HTTP.
        case broken
        /// The response exceeds the size limit.
        case tooLarge
        case cancelled
        /// The request is invalid, such as a URL without a host or with an unknown scheme.
        case invalid
    }

    package let code: Code
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// Whether the other system may have performed the request.
    package var mayBeDone: Bool {
        switch code {
        case .busy, .unreachable, .untrusted, .invalid: false
        case .timedOut, .broken, .tooLarge, .cancelled: true
        }
    }

    package var description: String { "\(code.rawValue): \(detail)" }
}
