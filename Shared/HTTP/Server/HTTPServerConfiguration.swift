/// How a server listens, and the bounds within which any client must stay.
package struct HTTPServerConfiguration: Sendable {
    /// The numeric address to listen on; `::` and `0.0.0.0` are all addresses.
    package var host = "127.0.0.1"
    /// 0 takes any free port; `HTTPServer.start` tells which.
    package var port = 0
    /// Threads that read and write sockets. Handlers run elsewhere.
    package var threads = 2

    /// Open connections; more wait in the kernel's queue. Some that come in one rush may be let in above it.
    package var connectionLimit = 4096
    /// Open connections of one address; more are closed at once. 0 is no limit, right behind a proxy.
    package var perAddressLimit = 0

    /// A connection on which nothing at all moves for so long is closed, also while an answer is sent: a client that takes
    /// its answer byte by byte keeps it (`perAddressLimit` is for those). Time that the handler takes does not count.
    /// Whole seconds, at least one.
    package var idleTimeout: Duration = .seconds(30)
    /// How long a client may take for a request line and its header fields, counted from the connection's opening or the
    /// answer before; so it is also how long a connection is kept open unused.
    package var headTimeout: Duration = .seconds(30)
    /// A client that sends a body has `idleTimeout`, and one second more for so many bytes that came.
    package var minimumBodyRate = 1024
    /// How long the server listens on after it has answered a request whose body it will not read, so that the client can
    /// see the answer.
    package var farewellTimeout: Duration = .seconds(5)

    /// Request line and header fields together; more is answered with 431.
    package var maxHeaderBytes = 16 * 1024
    /// Path and query as sent; more is answered with 414.
    package var maxTargetBytes = 8 * 1024
    /// Any request's body; more is answered with 413, before it is read when its length was announced, else where it
    /// passes the bound. A handler may set a lower limit as it reads.
    package var maxBodyBytes = 16 * 1024 * 1024
    /// Bodies of an announced length up to this are read before the handler begins; longer ones, chunked ones, and those
    /// whose client waits for `100 Continue`, while it reads them.
    package var bufferedBodyBytes = 64 * 1024

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
