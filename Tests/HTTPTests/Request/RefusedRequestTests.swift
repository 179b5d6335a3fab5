import HTTP
import Testing

/// Requests that two readers could interpret differently, and requests beyond a limit. Handlers must never receive
/// them.
@Suite struct RefusedRequestTests {
    private func statuses(
        _ requests: [String], _ configuration: HTTPServerConfiguration = HTTPServerConfiguration()
    ) async throws -> [String: Int] {
        let calls = Counter()
        var statuses: [String: Int] = [:]
        let handler: HTTPHandler = { _ in
            await calls.add()
            return text("?")
        }
        try await withServer(configuration, handler: handler) { port, _ in
            statuses = try await onThread {
                var statuses: [String: Int] = [:]
                for request in requests {
                    let client = try RawClient(port)
                    client.send(request)
                    statuses[request] = try client.answer().status
                    // The server closed the connection. The library writes the header of some responses twice.
                    _ = try client.readToEnd()
                }
                return statuses
            }
        }
        #expect(await calls.value == 0)
        return statuses
    }

    @Test func `a body with ambiguous framing is refused`() async throws {
        let requests = [
            "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
            "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", "Content-Length : 3\r\n\r\nabc",
            "Content-Length: +3\r\n\r\nabc", "Content-Length: -3\r\n\r\nabc", "Content-Length: 0x3\r\n\r\nabc",
            "Content-Length: 3, 3\r\n\r\nabc", "Content-Length: 3 3\r\n\r\nabc", "Content-Length: abc\r\n\r\nabc",
            "Content-Length:\r\n\r\nabc", "Content-Length: 3\0\r\n\r\nabc", "Content-Length: 3\r\n 4\r\n\r\nabc",
            "Content-Length: 9223372036854775808\r\n\r\nabc",
        ].map { "POST / HTTP/1.1\r\nHost: x\r\n\($0)" }
        for (request, status) in try await statuses(requests) {
            #expect(status == 400, "\(request.debugDescription)")
        }
        let huge = try await statuses([
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\nabc"
        ])
        #expect(huge.values.allSatisfy { $0 == 413 })
    }

    @Test(arguments: ["gzip", "gzip, chunked", "chunked, chunked", "identity", "xchunked", ""])
    func `a transfer coding other than chunked is refused`(coding: String) async throws {
        let request = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \(coding)\r\n\r\n0\r\n\r\n"
        #expect(try await statuses([request])[request] == 501)
    }

    @Test func `malformed heads are refused`() async throws {
        let fields = [
            "Host: y", "X\u{0}Y: 1", "X: a\u{0}b", "X: a\u{1}b", "X: a\u{7f}b", "X: a\rb", " X: 1", "X : 1", "X(: 1",
            "X: \(String(repeating: "a", count: 99))\u{1f}", ": 1", "X: 1\r\n\tfolded", "X: 1\r\n folded: 2",
            "X: 1\nY: 2", "\u{0}X: 1", "nonsense",
        ]
        let requests =
            fields.map { "GET / HTTP/1.1\r\nHost: x\r\n\($0)\r\n\r\n" } + [
                "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\nHost: x\n\n", "G(T / HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "GET  HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /\r\nHost: x\r\n\r\n", "GET / HTTP/1.1x\r\nHost: x\r\n\r\n", "GET / http/1.1\r\nHost: x\r\n\r\n",
            ]
        for (request, status) in try await statuses(requests) {
            #expect(status == 400, "\(request.debugDescription)")
        }
    }

    @Test func `malformed targets are refused`() async throws {
        let targets = [
            "/%", "/%zz", "/%4", "/%00", "/a%0Ab", "/%ff", "/%C0%80", "/?a=%ff", "/a b", "/a\u{0}b", "/a\u{1}b",
            "/\u{e9}", "*", "x", "/../a", "/a/%2e%2e/b", "/a#b", "http://x",
        ]
        for (request, status) in try await statuses(targets.map { "GET \($0) HTTP/1.1\r\nHost: x\r\n\r\n" }) {
            #expect(status == 400, "\(request.debugDescription)")
        }
    }

    @Test func `unsupported versions are refused`() async throws {
        for version in ["HTTP/0.9", "HTTP/2.0", "HTTP/3.0"] {
            let request = "GET / \(version)\r\nHost: x\r\n\r\n"
            #expect(try await statuses([request])[request] == 505)
        }
    }

    @Test func `a target beyond the limit is 414, a head beyond it 431`() async throws {
        var configuration = HTTPServerConfiguration()
        configuration.maxTargetBytes = 100
        configuration.maxHeaderBytes = 1000
        let long = String(repeating: "a", count: 100)
        let target = "GET /\(long) HTTP/1.1\r\nHost: x\r\n\r\n"
        let field = "GET / HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "a", count: 1000))\r\n\r\n"
        let fields =
            "GET / HTTP/1.1\r\nHost: x\r\n" + String(repeating: "A: b\r\n", count: 200) + "\r\n"
        let tooLong = try await statuses([target, field, fields], configuration)
        #expect(tooLong == [target: 414, field: 431, fields: 431])
        // Exceeds the library's own buffer.
        let huge = try await statuses(
            [
                "GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "a", count: 100_000))\r\n\r\n",
            ], configuration)
        #expect(Set(huge.values) == [414, 431])
    }

    @Test func `requests exactly at the limits are served`() async throws {
        var configuration = HTTPServerConfiguration()
        configuration.maxTargetBytes = 8192
        configuration.maxHeaderBytes = 16384
        try await withServer(configuration, handler: echo) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                let start = "GET /\(String(repeating: "a", count: 8191)) HTTP/1.1\r\nHost: x\r\nX: "
                let rest = 16384 - start.utf8.count - 4
                for _ in 0..<3 {
                    client.send(start + String(repeating: "b", count: rest) + "\r\n\r\n")
                    #expect(try client.answer().status == 200)
                }
                client.send(start + String(repeating: "b", count: rest + 1) + "\r\n\r\n")
                #expect(try client.answer().status == 431)
            }
        }
    }

    @Test(arguments: [
        "x\r\n", "-1\r\n", "\r\n", "3\r\nabcd\r\n", "10000000000000000\r\n", "3 \r\nabc\r\n", "0x3\r\nabc\r\n",
    ])
    func `a malformed chunk ends the request`(chunk: String) async throws {
        try await withServer(handler: echo) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\(chunk)0\r\n\r\n")
                let text = String(decoding: try client.readToEnd(), as: UTF8.self)
                #expect(!text.contains(" 200 "), "\(text)")
                #expect(try RawClient(port).get("/").status == 200)
            }
        }
    }

    @Test func `refusals are problem documents with a code`() async throws {
        try await withServer(handler: echo) { port, _ in
            let answer = try await onThread { try RawClient(port).get("/%zz") }
            #expect(answer.header("Content-Type") == "application/problem+json")
            #expect(
                answer.text
                    == #"{"type":"about:blank","title":"Bad Request","status":400,"code":"badRequest","#
                    + #""detail":"The target has an invalid percent escape."}"#
            )
        }
    }
}
