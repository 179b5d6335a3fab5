import Executors
import HTTP
import HTTPClient
import Testing

@Suite struct HTTPClientTests {
    private func withServer(
        _ handler: @escaping HTTPHandler, _ body: (_ url: String, _ client: HTTPClient) async throws -> Void
    ) async throws {
        let server = HTTPServer(HTTPServerConfiguration(host: "127.0.0.1", port: 0), handler: handler)
        let port = try server.start()
        let client = HTTPClient(threads: 2, queueLimit: 8, answerLimit: 10_000)
        do {
            try await body("http://127.0.0.1:\(port)", client)
        } catch {
            client.shutdown()
            await server.stop(deadline: .after(.seconds(5)))
            throw error
        }
        client.shutdown()
        await server.stop(deadline: .after(.seconds(5)))
    }

    private func code(_ body: () async throws -> OutboundAnswer) async -> OutboundError.Code? {
        do {
            _ = try await body()
            return nil
        } catch {
            return (error as? OutboundError)?.code
        }
    }

    @Test func `method, fields and body are sent as given, and status, fields and body are returned`() async throws {
        let handler: HTTPHandler = { request in
            let body = (try? await request.body.collect(upTo: 5000)) ?? []
            return HTTPResponse(
                status: 418, headers: ["X-Saw": "\(request.method) \(request.target) \(request.headers["X-A"] ?? "")"],
                body: .bytes(body))
        }
        try await withServer(handler) { url, client in
            let sent = Array("a=1&b=\u{e9}".utf8)
            let answer = try await client.send(
                OutboundRequest(.post, url + "/x?y=1", headers: [("X-A", "b c")], body: sent))
            #expect(answer.status == 418)
            #expect(answer.header("x-saw") == "POST /x?y=1 b c")
            #expect(answer.body == sent)
            #expect(try await client.send(OutboundRequest(.get, url + "/")).header("X-Saw") == "GET /")
            #expect(try await client.send(OutboundRequest(.post, url + "/")).header("X-Saw") == "POST /")
        }
    }

    @Test func `redirects are not followed, so a bearer token is sent nowhere else`() async throws {
        let handler: HTTPHandler = { _ in HTTPResponse(status: 307, headers: ["Location": "http://127.0.0.1:1/"]) }
        try await withServer(handler) { url, client in
            let answer = try await client.send(OutboundRequest(.get, url + "/"))
            #expect(answer.status == 307)
        }
    }

    @Test func `after a timeout, a truncated or a large response the request may be done`() async throws {
        let release = AsyncStream.makeStream(of: Void.self)
        let handler: HTTPHandler = { request in
            switch request.path.first {
            case "slow":
                // Responds only after the request has timed out.
                for await _ in release.stream {}
                return HTTPResponse()
            case "large": return HTTPResponse(body: .bytes(Array(repeating: 65, count: 10_001)))
            default:
                return HTTPResponse(
                    body: .stream(length: 1000) { writer in
                        try await writer.write([65])
                        throw CancellationError()
                    })
            }
        }
        try await withServer(handler) { url, client in
            let slow = OutboundRequest(.get, url + "/slow", timeout: .milliseconds(200))
            #expect(await code { try await client.send(slow) } == .timedOut)
            release.continuation.finish()
            #expect(await code { try await client.send(OutboundRequest(.get, url + "/cut")) } == .broken)
            #expect(await code { try await client.send(OutboundRequest(.get, url + "/large")) } == .tooLarge)
            #expect(OutboundError(.timedOut, "").mayBeDone && !OutboundError(.unreachable, "").mayBeDone)
        }
    }

    @Test func `an unreachable server, an unsupported scheme and a full queue are distinguished`() async throws {
        let client = HTTPClient(threads: 1, queueLimit: 0)
        #expect(await code { try await client.send(OutboundRequest(.get, "http://127.0.0.1:1/")) } == .busy)
        let other = HTTPClient(threads: 1)
        #expect(await code { try await other.send(OutboundRequest(.get, "http://127.0.0.1:1/")) } == .unreachable)
        #expect(await code { try await other.send(OutboundRequest(.get, "file:///etc/passwd")) } == .invalid)
        #expect(await code { try await other.send(OutboundRequest(.get, "http:///")) } == .invalid)
        client.shutdown()
        other.shutdown()
    }

    @Test func `a cancelled request ends long before its timeout`() async throws {
        let handler: HTTPHandler = { _ in
            try? await Task.sleep(for: .seconds(20))
            return HTTPResponse()
        }
        try await withServer(handler) { url, client in
            let begin = ContinuousClock.now
            let request = OutboundRequest(.get, url, timeout: .seconds(20))
            let task = Task { await code { try await client.send(request) } }
            task.cancel()
            #expect(await task.value == .cancelled)
            #expect(ContinuousClock.now - begin < .seconds(10))
        }
    }
}
