import Foundation
import Testing

@testable import HTTP

/// Clients that send partial or no requests, send too slowly, or disconnect.
@Suite struct BadClientTests {
    private func quick() -> HTTPServerConfiguration {
        var configuration = HTTPServerConfiguration()
        configuration.idleTimeout = .seconds(1)
        configuration.headTimeout = .seconds(1)
        configuration.minimumBodyRate = 1 << 20
        return configuration
    }

    @Test(arguments: [
        "", "G", "GET / HTTP/1.1", "GET / HTTP/1.1\r\nHost: x\r\n", "GET / HTTP/1.1\r\nHost: x\r\nX",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\nab",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
    ])
    func `a partial request occupies a connection only until its timeout`(request: String) async throws {
        try await withServer(quick(), handler: echo) { port, server in
            try await onThread {
                let client = try RawClient(port)
                client.send(request)
                let start = ContinuousClock.now
                let text = String(decoding: try client.readToEnd(), as: UTF8.self)
                #expect(!text.contains(" 200 "), "\(text)")
                #expect(ContinuousClock.now - start < .seconds(6))
            }
            await server.untilEmpty()
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: x\r\n" + String(repeating: "X: abc\r\n", count: 1000),
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n" + String(repeating: "a", count: 4999),
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n" + String(repeating: "a", count: 4999),
    ])
    func `a client that sends a byte now and then is disconnected`(request: String) async throws {
        try await withServer(quick(), handler: echo) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                let start = ContinuousClock.now
                // Each byte arrives well within the idle timeout.
                for byte in request.utf8 {
                    guard client.send([byte]), !client.waitsForEnd(milliseconds: 50) else { break }
                    guard ContinuousClock.now - start < .seconds(15) else { break }
                }
                #expect(ContinuousClock.now - start < .seconds(10))
            }
        }
    }

    @Test func `an idle connection is closed`() async throws {
        try await withServer(quick(), handler: echo) { port, server in
            try await onThread {
                let client = try RawClient(port)
                #expect(try client.get("/").status == 200)
                #expect(client.isClosed())
            }
            await server.untilEmpty()
        }
    }

    @Test func `a handler may take longer than any client timeout`() async throws {
        let gate = Gate()
        let handler: HTTPHandler = { _ in
            await gate.wait()
            return text("late")
        }
        try await withServer(quick(), handler: handler) { port, _ in
            async let answer = onThread { try RawClient(port).get("/") }
            // Waits for two timeouts, measured with another connection.
            for _ in 0..<2 {
                let isClosed = try await onThread { try RawClient(port).isClosed() }
                #expect(isClosed)
            }
            await gate.open()
            let late = try await answer
            #expect(late.text == "late")
        }
    }

    @Test func `a client that does not read is disconnected`() async throws {
        let bytes = [UInt8](repeating: 7, count: 16 << 20)
        let entered = Gate()
        let handler: HTTPHandler = { _ in
            await entered.open()
            return HTTPResponse(body: .bytes(bytes))
        }
        try await withServer(quick(), handler: handler) { port, server in
            let client = try RawClient(port, receiveBuffer: 4096)
            try await onThread { client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n") }
            await entered.wait()
            await server.untilEmpty()
            #expect(client.socket >= 0)
        }
    }

    @Test func `a client that disconnects while its handler runs leaves nothing behind`() async throws {
        let entered = Gate()
        let gate = Gate()
        let handler: HTTPHandler = { _ in
            await entered.open()
            await gate.wait()
            return text("nobody hears it")
        }
        try await withServer(handler: handler) { port, server in
            try await onThread {
                let client = try RawClient(port)
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            }
            await entered.wait()
            await gate.open()
            await server.untilEmpty()
            let next = try await onThread { try RawClient(port).get("/") }
            #expect(next.status == 200)
        }
    }

    @Test func `clients that disconnect after any byte leave nothing behind`() async throws {
        let request = Array(
            "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".utf8)
        try await withServer(quick(), handler: echo) { port, server in
            try await onThread {
                for count in 0...request.count {
                    let client = try RawClient(port)
                    client.send(Array(request[..<count]))
                    if count % 2 == 0 { client.reset() } else { client.finishSending() }
                }
                #expect(try RawClient(port).get("/").status == 200)
            }
            await server.untilEmpty()
        }
    }

    @Test(arguments: [
        "\0\0\0\0\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\r\n\r\n", "hello\r\n\r\n", "GET\r\n\r\n", " \r\n\r\n",
        "\r\n\r\n\r\n",
        "\0", "GET / HTTP/1.1\r\n\r\n\r\n\r\nGET", "/ / /\r\n",
    ])
    func `garbage receives an error response or none`(garbage: String) async throws {
        // The library misses an end of stream that arrives together with data. The timeout then closes the connection.
        try await withServer(quick(), handler: echo) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                client.send(garbage)
                client.finishSending()
                let text = String(decoding: try client.readToEnd(), as: UTF8.self)
                #expect(text.isEmpty || text.hasPrefix("HTTP/1.1 400"), "\(text)")
                #expect(try RawClient(port).get("/").status == 200)
            }
        }
    }

    @Test func `connections beyond the limit wait`() async throws {
        var configuration = quick()
        configuration.connectionLimit = 4
        try await withServer(configuration, handler: echo) { port, server in
            try await onThread {
                let idle = try (0..<4).map { _ in
                    let client = try RawClient(port)
                    #expect(try client.get("/").status == 200)
                    return client
                }
                // Served after one of those was closed for being idle.
                #expect(try RawClient(port).get("/").status == 200)
                #expect(server.core.connections.count <= idle.count)
            }
        }
    }

    @Test func `connections of one address beyond the limit are closed`() async throws {
        var configuration = HTTPServerConfiguration()
        configuration.perAddressLimit = 3
        try await withServer(configuration, handler: echo) { port, _ in
            try await onThread {
                let first = try (0..<3).map { _ in try RawClient(port) }
                for client in first { #expect(try client.get("/").status == 200) }
                let fourth = try RawClient(port)
                fourth.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(fourth.isClosed())
                for client in first { #expect(try client.get("/").status == 200) }
            }
        }
    }
}

extension HTTPServer {
    /// Waits until no connection is left.
    fileprivate func untilEmpty() async { await core.connections.waitUntilEmpty() }
}

extension RawClient {
    /// Returns whether the server ends the stream within the given time.
    func waitsForEnd(milliseconds: Int32) -> Bool {
        var descriptor = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, milliseconds) > 0
    }
}
