import Foundation
import Testing

@testable import HTTP

@Suite struct ServerAnswerTests {
    @Test func `a request arrives completely, and so does its response`() async throws {
        try await withServer(handler: echo) { port, _ in
            let answer = try await onThread { try RawClient(port).get("/a/b%20c?x=1&y=%C3%A9&x=2") }
            #expect(answer.status == 200)
            #expect(answer.text == #"GET ["a", "b c"] x=1,y=é,x=2 0 0"#)
            #expect(answer.header("Content-Type") == "text/plain")
            #expect(answer.header("Date") != nil)
        }
    }

    @Test func `fields and the client's address are received as sent`() async throws {
        let handler: HTTPHandler = { request in
            text("\(request.headers.values("x-a")) \(request.headers["X-B"] ?? "-") \(request.remoteAddress)")
        }
        try await withServer(handler: handler) { port, _ in
            let answer = try await onThread {
                try RawClient(port).get("/", fields: "X-A: 1\r\nx-a:  two \t\r\nX-b:\r\n")
            }
            #expect(answer.text == #"["1", "two"]  127.0.0.1"#)
        }
    }

    @Test func `a connection is reused for the next request`() async throws {
        try await withServer(handler: echo) { port, server in
            try await onThread {
                let client = try RawClient(port)
                for index in 0..<50 {
                    #expect(try client.get("/\(index)").text.hasPrefix("GET [\"\(index)\"]"))
                    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
                    #expect(try client.answer().text == "POST []  3 294")
                }
                #expect(server.core.connections.count == 1)
            }
        }
    }

    @Test func `pipelined requests are answered in order`() async throws {
        try await withServer(handler: echo) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                let requests = (0..<100).map { index in
                    index % 3 == 0
                        ? "POST /\(index) HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab"
                        : "GET /\(index) HTTP/1.1\r\nHost: x\r\n\r\n"
                }
                client.send(requests.joined())
                for index in 0..<100 {
                    #expect(try client.answer().text.contains("[\"\(index)\"]"))
                }
            }
        }
    }

    @Test func `an HTTP/1.0 client receives a response, and the connection is closed`() async throws {
        try await withServer(handler: echo) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                client.send("GET /old HTTP/1.0\r\n\r\n")
                #expect(try client.answer().text.hasPrefix("GET [\"old\"]"))
                #expect(client.isClosed())
            }
        }
    }

    @Test func `a client that closes its sending side receives its response`() async throws {
        try await withServer(handler: echo) { port, _ in
            try await onThread {
                for body in ["", "abc"] {
                    let client = try RawClient(port)
                    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
                    client.finishSending()
                    #expect(try client.answer().text.hasPrefix("POST []  \(body.utf8.count)"))
                    #expect(client.isClosed())
                }
            }
        }
    }

    @Test func `HEAD receives only the header`() async throws {
        let handler: HTTPHandler = { _ in text("hello") }
        try await withServer(handler: handler) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
                let answer = try client.answer(toHead: true)
                #expect(answer.status == 200)
                #expect(answer.header("Content-Length") == "5")
                #expect(try client.get("/").text == "hello")
            }
        }
    }

    @Test(arguments: [200, 201, 204, 304, 404, 599])
    func `a status without a body leaves the connection usable`(status: Int) async throws {
        let handler: HTTPHandler = { request in
            HTTPResponse(status: status, body: request.path.isEmpty ? .empty : .bytes([]))
        }
        try await withServer(handler: handler) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                for target in ["/", "/bytes", "/"] {
                    let answer = try client.get(target)
                    #expect(answer.status == status)
                    #expect(answer.body.isEmpty)
                }
            }
        }
    }

    @Test func `a handler's text cannot end a field or change the framing`() async throws {
        let handler: HTTPHandler = { _ in
            HTTPResponse(
                headers: [
                    "Location": "/a\r\nSet-Cookie: x\n\t\0y", "Content-Length": "1", "Transfer-Encoding": "chunked",
                    "Connection": "close", "X-Name": "Zoë",
                ], body: .bytes(Array("hello".utf8)))
        }
        try await withServer(handler: handler) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                for _ in 0..<2 {
                    let answer = try client.get("/")
                    #expect(answer.header("Location") == "/a  Set-Cookie: x   y")
                    #expect(answer.header("Set-Cookie") == nil)
                    #expect(answer.header("X-Name") == "Zoë")
                    #expect(answer.text == "hello")
                }
            }
        }
    }

    @Test(arguments: [0, 42, 101, 1000])
    func `a response that cannot be sent becomes a 500`(status: Int) async throws {
        let handler: HTTPHandler = { _ in text("?", status: status) }
        try await withServer(handler: handler) { port, _ in
            let answer = try await onThread { try RawClient(port).get("/") }
            #expect(answer.status == 500)
            #expect(answer.header("Content-Type") == "application/problem+json")
        }
    }

    @Test func `a large response arrives completely at a slow reader`() async throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let handler: HTTPHandler = { _ in HTTPResponse(body: .bytes(bytes)) }
        try await withServer(handler: handler) { port, _ in
            let answer = try await onThread { try RawClient(port, receiveBuffer: 4096).get("/") }
            #expect(answer.body == bytes)
        }
    }

    @Test func `curl is served`() async throws {
        try await withServer(handler: echo) { port, _ in
            for _ in 0..<3 {
                let status = try await onThread {
                    let curl = Process()
                    curl.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
                    curl.arguments = ["-sf", "-o", "/dev/null", "http://127.0.0.1:\(port)/x", "-d", "a=b"]
                    try curl.run()
                    curl.waitUntilExit()
                    return curl.terminationStatus
                }
                #expect(status == 0)
            }
        }
    }
}
