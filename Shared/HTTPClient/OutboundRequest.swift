/// A request to another program's HTTP interface.
package struct OutboundRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    package var method: Method
    /// `http` or `https`, whole.
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// For all of it: name, connection, sending, the answer to its end.
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

/// Whatever the other side answered, errors too.
package struct OutboundAnswer: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A field by its name, in any case of letters.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// There was no whole answer.
package struct OutboundError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Too many requests wait already; it was not sent.
        case busy
        /// The name is unknown or nobody listens; it was not sent.
        case unreachable
        /// The certificate is not trusted; it was not sent.
        case untrusted
        case timedOut
        /// The connection broke, or what came is no HTTP.
        case broken
        /// The answer is larger than is taken.
        case tooLarge
        case cancelled
        /// The request cannot be made: a URL without a host, an unknown scheme.
        case invalid
    }

    package let code: Code
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// Whether the other side may have done what was asked.
    package var mayBeDone: Bool {
        switch code {
        case .busy, .unreachable, .untrusted, .invalid: false
        case .timedOut, .broken, .tooLarge, .cancelled: true
        }
    }

    package var description: String { "\(code.rawValue): \(detail)" }
}
