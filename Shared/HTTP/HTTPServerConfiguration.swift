/// How a server listens, and the bounds within which any client must stay.
package struct HTTPServerConfiguration: Sendable {
    /// The numeric address to listen on; `::` and `0.0.0.0` are all addresses.
    package var host = "127.0.0.1"
    /// 0 takes any free port; `HTTPServer.start` tells which.
    package var port = 0
    /// Threads that read and write sockets. Handlers run elsewhere.
    package var threads = 2

    /// Open connections; more wait in the kernel's queue.
    package var connectionLimit = 4096
    /// Open connections of one address; more are closed at once. 0 is no limit, right behind a proxy.
    package var perAddressLimit = 0
    /// A connection on which nothing moves for so long is closed: an idle one, and a client that sends or reads too
    /// slowly. Time spent in the handler does not count. Whole seconds; at least one.
    package var idleTimeout: Duration = .seconds(30)
    /// Request line and header fields together; more is answered with 431.
    package var maxHeaderBytes = 16 * 1024
    /// Path and query as sent; more is answered with 414.
    package var maxTargetBytes = 8 * 1024
    /// Any request's body; more is answered with 413, before it is read. A handler may set a lower limit as it reads.
    package var maxBodyBytes = 16 * 1024 * 1024

    /// Certificate chain and key in PEM: with it the server speaks TLS only.
    package struct TLS: Sendable {
        package var certificate: String
        package var key: String

        package init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }
    package var tls: TLS?

    package init() {}

    package init(host: String, port: Int, tls: TLS? = nil) {
        self.host = host
        self.port = port
        self.tls = tls
    }
}
