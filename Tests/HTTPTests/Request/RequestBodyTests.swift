import Foundation
import HTTP
import Testing

@Suite struct RequestBodyTests {
    private static func chunked(_ bytes: [UInt8], size: Int) -> [UInt8] {
        var all: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            let piece = bytes[start..<min(start + size, bytes.count)]
            all += Array("\(String(piece.count, radix: 16));x=y\r\n".utf8) + piece + [13, 10]
        }
        return all + Array("0\r\nX-Trailer: 1\r\n\r\n".utf8)
    }

    private static func head(_ fields: String) -> [UInt8] {
        Array("POST / HTTP/1.1\r\nHost: x\r\n\(fields)\r\n".utf8)
    }

    private static func sum(_ bytes: [UInt8]) -> Int { bytes.reduce(0) { $0 + Int($1) } }

    @Test(arguments: [1, 1000, 65536, 65537, 200_000, 3_000_000])
    func `a body of announced length arrives completely, and the connection stays open`(size: Int) async throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 13 >> 2) }
        try await withServer(handler: echo) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                for _ in 0..<2 {
                    client.send(Self.head("Content-Length: \(size)\r\n") + bytes)
                    #expect(try client.answer().text == "POST []  \(size) \(Self.sum(bytes))")
                }
            }
        }
    }

    @Test(arguments: [(1, 1), (1000, 7), (70_000, 70_000), (400_000, 999), (1_000_000, 65_536)])
    func `a chunked body arrives completely, whatever its chunks`(size: Int, chunk: Int) async throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 13 >> 2) }
        try await withServer(handler: echo) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                for _ in 0..<2 {
                    client.send(Self.head("Transfer-Encoding: chunked\r\n") + Self.chunked(bytes, size: chunk))
                    #expect(try client.answer().text == "POST []  \(size) \(Self.sum(bytes))")
                }
            }
        }
    }

    @Test func `empty bodies are empty`() async throws {
        try await withServer(handler: echo) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                for fields in ["", "Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n"] {
                    client.send(Self.head(fields) + (fields.hasPrefix("T") ? Array("0\r\n\r\n".utf8) : []))
                    #expect(try client.answer().text == "POST []  0 0")
                }
            }
        }
    }

    @Test func `a body that arrives byte by byte arrives completely`() async throws {
        try await withServer(handler: echo) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                for byte in Self.head("Transfer-Encoding: chunked\r\n") + Self.chunked([1, 2, 3, 4, 5], size: 2) {
                    client.send([byte])
                }
                #expect(try client.answer().text == "POST []  5 15")
            }
        }
    }

    @Test func `a client that expects 100 Continue receives it when the body is read`() async throws {
        try await withServer(handler: echo) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                client.send(Self.head("Content-Length: 3\r\nExpect: 100-continue\r\n"))
                #expect(String(decoding: try client.read(), as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
                client.send("abc")
                #expect(try client.answer().text == "POST []  3 294")
                #expect(try client.get("/").status == 200)
            }
        }
    }

    @Test func `a client that expects 100 Continue does not receive it when the response is ready`() async throws {
        let handler: HTTPHandler = { _ in text("no", status: 401) }
        try await withServer(handler: handler) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                client.send(Self.head("Content-Length: 3\r\nExpect: 100-continue\r\n"))
                #expect(String(decoding: try client.readToEnd(), as: UTF8.self).hasPrefix("HTTP/1.1 401"))
            }
        }
    }

    @Test(arguments: ["Content-Length: 3000000\r\n", "Content-Length: 3000000\r\nExpect: 100-continue\r\n"])
    func `a body beyond the limit is refused before it is read`(fields: String) async throws {
        let calls = Counter()
        var configuration = HTTPServerConfiguration()
        configuration.maxBodyBytes = 2_999_999
        let handler: HTTPHandler = { _ in
            await calls.add()
            return text("?")
        }
        try await withServer(configuration, handler: handler) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                client.send(Self.head(fields))
                let answer = try client.answer()
                #expect(answer.status == 413)
                #expect(answer.header("Content-Type") == "application/problem+json")
                #expect(answer.header("Connection") == "close")
                #expect(client.isClosed())
            }
        }
        #expect(await calls.value == 0)
    }

    @Test(arguments: [true, false])
    func `a body beyond the limit is refused although the client continues to send`(isChunked: Bool) async throws {
        var configuration = HTTPServerConfiguration()
        configuration.maxBodyBytes = 1_000_000
        try await withServer(configuration, handler: echo) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                let bytes = [UInt8](repeating: 7, count: 4_000_000)
                if isChunked {
                    client.send(Self.head("Transfer-Encoding: chunked\r\n") + Self.chunked(bytes, size: 100_000))
                } else {
                    client.send(Self.head("Content-Length: \(bytes.count)\r\n") + bytes)
                }
                // The client could send everything, and the response follows.
                let answer = try client.answer()
                #expect(answer.status == 413)
                #expect(answer.header("Content-Type") == "application/problem+json")
            }
        }
    }

    @Test(arguments: [1000, 100_000, 200_000])
    func `a short unread body is discarded`(size: Int) async throws {
        let handler: HTTPHandler = { _ in text("seen") }
        try await withServer(handler: handler) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                for _ in 0..<3 {
                    client.send(Self.head("Content-Length: \(size)\r\n") + [UInt8](repeating: 7, count: size))
                    #expect(try client.answer().text == "seen")
                }
            }
        }
    }

    @Test(arguments: ["Content-Length: 8000000\r\n", "Transfer-Encoding: chunked\r\n"])
    func `a long unread body is not read, and the client receives the response`(fields: String) async throws {
        let handler: HTTPHandler = { _ in text("seen") }
        try await withServer(handler: handler) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                let bytes = [UInt8](repeating: 7, count: 6_000_000)
                client.send(Self.head(fields) + (fields.hasPrefix("T") ? Self.chunked(bytes, size: 99_999) : bytes))
                #expect(try client.answer().text == "seen")
            }
        }
    }

    @Test func `a client receives a response that is sent in the middle of its body`() async throws {
        let handler: HTTPHandler = { request in
            let first = try? await request.body.next()
            return text("after \(first?.isEmpty == false)", status: 422)
        }
        try await withServer(handler: handler) { port, _ in
            try await onThread {
                for size in [100_000, 6_000_000] {
                    let client = try RawClient(port)
                    let bytes = [UInt8](repeating: 7, count: size)
                    client.send(Self.head("Transfer-Encoding: chunked\r\n") + Self.chunked(bytes, size: 50_000))
                    let answer = try client.answer()
                    #expect(answer.status == 422)
                    #expect(answer.text == "after true")
                }
            }
        }
    }

    @Test func `a handler may set a lower limit`() async throws {
        let handler: HTTPHandler = { request in
            do {
                return text("\(try await request.body.collect(upTo: 100_000).count)")
            } catch {
                return text("\(error)", status: 413)
            }
        }
        try await withServer(handler: handler) { port, _ in
            try await onThread {
                for (size, isChunked, status) in [
                    (100_000, false, 200), (100_000, true, 200), (100_001, false, 413), (100_001, true, 413),
                    (500_000, true, 413),
                ] {
                    let client = try RawClient(port)
                    let bytes = [UInt8](repeating: 7, count: size)
                    if isChunked {
                        client.send(Self.head("Transfer-Encoding: chunked\r\n") + Self.chunked(bytes, size: 5000))
                    } else {
                        client.send(Self.head("Content-Length: \(size)\r\n") + bytes)
                    }
                    #expect(try client.answer().status == status)
                }
            }
        }
    }

    @Test func `a truncated body is an error for its reader`() async throws {
        let errors = Counter()
        let seen = Gate()
        let handler: HTTPHandler = { request in
            do {
                while try await request.body.next() != nil {}
            } catch {
                if error as? HTTPBodyError == .incomplete { await errors.add() }
                await seen.open()
            }
            return text("?")
        }
        try await withServer(handler: handler) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                client.send(Self.head("Content-Length: 300000\r\n") + [UInt8](repeating: 7, count: 1000))
                client.finishSending()
            }
            await seen.wait()
        }
        #expect(await errors.value == 1)
    }

    @Test func `a handler whose read timed out can still respond`() async throws {
        let handler: HTTPHandler = { request in
            let reading = Task { try? await request.body.collect(upTo: 1_000_000) }
            reading.cancel()
            return text("\(await reading.value?.count ?? -1)", status: 408)
        }
        var configuration = HTTPServerConfiguration()
        configuration.idleTimeout = .seconds(2)
        try await withServer(configuration, handler: handler) { port, _ in
            let answer = try await onThread {
                let client = try RawClient(port)
                client.send(Self.head("Content-Length: 300000\r\n") + [UInt8](repeating: 7, count: 1000))
                return try client.answer()
            }
            #expect(answer.status == 408)
            #expect(answer.text == "-1")
        }
    }

    @Test func `64 MB through a slow handler use little memory`() async throws {
        let size = 64 << 20
        var configuration = HTTPServerConfiguration()
        configuration.maxBodyBytes = size
        let handler: HTTPHandler = { request in
            var count = 0
            do {
                for try await piece in request.body {
                    count += piece.count
                    // Switches to other tasks between two pieces.
                    for _ in 0..<4 { await Task.yield() }
                }
            } catch {
                return text("\(error)", status: 500)
            }
            return text("\(count)")
        }
        try await withServer(configuration, handler: handler, alone: true) { port, _ in
            let (answer, growth) = try await onThread {
                let client = try RawClient(port)
                let before = residentBytes()
                var most = 0
                client.send(Self.head("Transfer-Encoding: chunked\r\n"))
                let piece = [UInt8](repeating: 7, count: 100_000)
                var left = size
                while left > 0 {
                    let count = min(left, piece.count)
                    client.send("\(String(count, radix: 16))\r\n")
                    client.send(count == piece.count ? piece : Array(piece[..<count]))
                    client.send("\r\n")
                    left -= count
                    most = max(most, residentBytes() - before)
                }
                client.send("0\r\n\r\n")
                return (try client.answer(), most)
            }
            #expect(answer.text == "\(size)")
            #expect(growth < 48 << 20)
        }
    }
}
