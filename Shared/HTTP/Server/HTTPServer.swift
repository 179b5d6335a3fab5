import CMicroHTTPD
package import Executors
import Glibc

/// An HTTP/1.1 server, with or without TLS.
///
/// libmicrohttpd reads and writes on its own threads. The handler runs as one task per request on the cooperative pool
/// and occupies no thread while it waits. Its task is cancelled when the client is found to have disconnected, which
/// the library notices only when it reads or writes, not while a handler is running.
///
/// A client can occupy no more than one connection for a limited time; see `HTTPServerConfiguration`.
///
/// ```swift
/// let server = HTTPServer(HTTPServerConfiguration(host: "127.0.0.1", port: 8080)) { request in
///     HTTPResponse(headers: ["Content-Type": "text/plain"], body: .bytes(Array("Hello".utf8)))
/// }
/// let port = try server.start()
/// await server.stop(deadline: .seconds(10))
/// ```
package final class HTTPServer: Sendable {
    private struct Daemon: @unchecked Sendable {  // used by one stop only
        let pointer: OpaquePointer
    }

    private enum State {
        case new
        case running(Daemon, Acceptor, watch: Task<Void, Never>)
        case stopped
    }

    let core: HTTPServerCore
    private let state = Monitor(State.new)
    private let thread = ThreadExecutor(name: "http-stop")

    package init(_ configuration: HTTPServerConfiguration, handler: @escaping HTTPHandler) {
        core = HTTPServerCore(configuration, handler: handler)
    }

    /// Starts listening and returns the port. A server can be started only once, and must be stopped afterwards.
    package func start() throws(HTTPServerError) -> Int {
        let (socket, port) = try ListeningSocket.open(
            host: core.configuration.host, port: core.configuration.port)
        let isStarted = state.withLock { state in
            guard case .new = state, let daemon = startDaemon() else { return false }
            let acceptor = Acceptor(socket)
            acceptor.start(daemon) { [core] in core.connections.count < core.configuration.connectionLimit }
            state = .running(Daemon(pointer: daemon), acceptor, watch: startWatch())
            return true
        }
        guard isStarted else {
            close(socket)
            throw HTTPServerError(reason: "libmicrohttpd did not start: invalid certificate or key, or already started")
        }
        return port
    }

    private func startDaemon() -> OpaquePointer? {
        let limits = core.configuration
        var settings = muster_mhd_settings()
        settings.threads = UInt32(max(1, limits.threads))
        settings.listen_socket = -1
        // This memory holds the request head, its fields and the response head. Half of it is the read buffer.
        settings.connection_memory = max(32 * 1024, 2 * limits.maxHeaderBytes)
        // The acceptor enforces the limit. The library counts closed connections slightly longer and divides its limit
        // among its threads.
        settings.connection_limit = UInt32(max(1, limits.threads) * (limits.connectionLimit + 64))
        settings.per_address_limit = UInt32(max(0, limits.perAddressLimit))
        settings.timeout_seconds = UInt32(max(1, limits.idleTimeout.components.seconds))
        settings.access = requestStep
        settings.target = targetReceived
        settings.completed = requestCompleted
        settings.connection_changed = connectionChanged
        // Released when the library has stopped and makes no further calls.
        let context = Unmanaged.passRetained(core)
        settings.context = context.toOpaque()
        let daemon = withPEM(limits.tls) { certificate, key in
            settings.certificate = certificate
            settings.key = key
            return muster_mhd_start(&settings)
        }
        if daemon == nil { context.release() }
        return daemon
    }

    /// Calls `body` with certificate and key as C strings, which the library reads while it starts.
    private func withPEM(
        _ tls: HTTPServerConfiguration.TLS?, _ body: (UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> OpaquePointer?
    ) -> OpaquePointer? {
        guard let tls else { return body(nil, nil) }
        return tls.certificate.withCString { certificate in tls.key.withCString { body(certificate, $0) } }
    }

    private func startWatch() -> Task<Void, Never> {
        let shortest = min(core.configuration.headTimeout, core.configuration.idleTimeout)
        let interval = min(.seconds(1), max(.milliseconds(50), shortest / 4))
        return Task { [core] in
            var last = ContinuousClock.now
            while !Task.isCancelled {
                try? await Task.sleep(for: interval)
                let now = ContinuousClock.now
                core.connections.watch(elapsed: now - last, configuration: core.configuration)
                last = now
            }
        }
    }

    /// Stops listening, closes idle connections, lets requests in progress finish until the deadline, and aborts the
    /// rest. Returns at most one second after the deadline. Aborted handlers are cancelled but not awaited.
    package func stop(deadline: Deadline) async {
        let running = state.withLock { state -> (Daemon, Acceptor, Task<Void, Never>)? in
            defer { state = .stopped }
            guard case .running(let daemon, let acceptor, let watch) = state else { return nil }
            return (daemon, acceptor, watch)
        }
        guard let (daemon, acceptor, watch) = running else { return }
        // First, so that a client whose connection is refused knows that every later response closes its connection.
        core.beginStop()
        await acceptor.stop()
        try? await withDeadline(deadline) { [core] in await core.drain() }
        watch.cancel()
        core.abortAll()
        await withCheckedContinuation { continuation in
            // Waits for the library's threads.
            thread.submit {
                MHD_stop_daemon(daemon.pointer)
                continuation.resume()
            }
        }
        Unmanaged.passUnretained(core).release()
        thread.shutdown()
    }

    package func stop(deadline: Duration) async {
        await stop(deadline: .after(deadline))
    }
}

/// Indicates that the server could not start.
package struct HTTPServerError: Error, Hashable, Sendable, CustomStringConvertible {
    package let reason: String

    package var description: String { reason }
}
