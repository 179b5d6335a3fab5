/// The address of a server and the limits that it imposes on clients.
package struct HTTPServerConfiguration: Sendable {
    /// The numeric address to listen on. `::` and `0.0.0.0` mean all addresses.
    package var host = "127.0.0.1"
    /// The port; 0 selects a free one, which `HTTPServer.start` returns.
    package var port = 0
    /// The number of threads that read and write sockets. Handlers run on other threads.
    package var threads = 2

    /// The maximum number of open connections. Others wait in the kernel's queue. A burst may exceed the limit
    /// slightly.
    package var connectionLimit = 4096
    /// The maximum number of open connections per address. Others are closed at once. 0 means no limit, which is right
    /// behind a proxy.
    package var perAddressLimit = 0

    /// The time without any data after which a connection is closed, also while a response is sent. A client that reads
    /// its response byte by byte keeps the connection (`perAddressLimit` limits those). Time that the handler takes
    /// does not count. In whole seconds, at least one.
    package var idleTimeout: Duration = .seconds(30)
    /// The time that a client may take for the request line and header fields, from the opening of the connection or
    /// the previous response. It is also how long an unused connection is kept open.
    package var headTimeout: Duration = .seconds(30)
    /// While a client sends a body, it has `idleTimeout` plus one second for each of this many bytes received.
    package var minimumBodyRate = 1024
    /// How long the server keeps reading after it has refused a request without reading its body, so that the client
    /// can read the response.
    package var lingerTimeout: Duration = .seconds(5)

    /// The maximum size of the request line and header fields. Beyond it the server responds 431.
    package var maxHeaderBytes = 16 * 1024
    /// The maximum size of path and query as sent. Beyond it the server responds 414.
    package var maxTargetBytes = 8 * 1024
    /// The maximum size of a request body. Beyond it the server responds 413, before reading if the length was
    /// announced. A handler may apply a lower limit.
    package var maxBodyBytes = 16 * 1024 * 1024
    /// Bodies with an announced length up to this size are read before the handler starts. The handler itself reads
    /// longer ones, chunked ones, and those whose client waits for `100 Continue`.
    package var bufferedBodyBytes = 64 * 1024

    /// A certificate chain and key in PEM. If set, the server accepts only TLS.
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
