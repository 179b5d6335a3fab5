/// An HTTP/1.1 server over libmicrohttpd.
package final class HTTPServer: Sendable {
    private let configuration: HTTPServerConfiguration
    private let handler: HTTPHandler

    package init(_ configuration: HTTPServerConfiguration, handler: @escaping HTTPHandler) {
        self.configuration = configuration
        self.handler = handler
    }

    /// Begins to listen, and returns the port.
    package func start() throws(HTTPServerError) -> Int {
        throw HTTPServerError(reason: "not there yet")
    }

    /// Stops listening, lets what is in flight finish within the time, then fails the rest. Returns within the time and
    /// one second more.
    package func stop(deadline: Duration) async {}
}

/// The server could not start.
package struct HTTPServerError: Error, Hashable, Sendable, CustomStringConvertible {
    package let reason: String

    package var description: String { reason }
}
