import Foundation
import HTTP
import Testing

@Suite struct StreamedAnswerTests {
    @Test func `a response without a length is sent in chunks as it is produced`() async throws {
        let gate = Gate()
        let handler: HTTPHandler = { _ in
            HTTPResponse(
                body: .stream { writer in
                    try await writer.write("first\n")
                    await gate.wait()
                    for index in 0..<1000 { try await writer.write("\(index)\n") }
                })
        }
        try await withServer(handler: handler) { port, _ in
            let client = try RawClient(port)
            let start = try await onThread {
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                var start = ""
                while !start.contains("first") { start += String(decoding: try client.read(), as: UTF8.self) }
                return start
            }
            #expect(start.contains("chunked"))
            await gate.open()
            let answer = try await onThread { try RawClient(port).get("/") }
            #expect(answer.text == "first\n" + (0..<1000).map { "\($0)\n" }.joined())
        }
    }

    @Test func `a response of known length is not chunked`() async throws {
        let handler: HTTPHandler = { _ in
            HTTPResponse(
                body: .stream(length: 200_000) { writer in
                    for _ in 0..<20 { try await writer.write([UInt8](repeating: 7, count: 10_000)) }
                })
        }
        try await withServer(handler: handler) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                for _ in 0..<3 {
                    let answer = try client.get("/")
                    #expect(answer.header("Content-Length") == "200000")
                    #expect(answer.body.count == 200_000)
                }
            }
        }
    }

    @Test(arguments: [nil, 100, 3] as [Int?])
    func `a truncated response is recognizable`(length: Int?) async throws {
        struct Broken: Error {}
        let handler: HTTPHandler = { _ in
            HTTPResponse(
                body: .stream(length: length) { writer in
                    try await writer.write("ab")
                    throw Broken()
                })
        }
        try await withServer(handler: handler) { port, _ in
            await #expect(throws: RawClient.Failure.self) {
                try await onThread { try RawClient(port).get("/") }
            }
        }
    }

    @Test func `an empty stream is an empty response`() async throws {
        let handler: HTTPHandler = { _ in HTTPResponse(body: .stream { _ in }) }
        try await withServer(handler: handler) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                for _ in 0..<2 { #expect(try client.get("/").body.isEmpty) }
            }
        }
    }

    @Test func `HEAD does not run the producer`() async throws {
        let runs = Counter()
        let handler: HTTPHandler = { _ in HTTPResponse(body: .stream { _ in await runs.add() }) }
        try await withServer(handler: handler) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
                let answer = try client.answer(toHead: true)
                #expect(answer.status == 200)
                #expect(answer.header("Content-Length") == nil)
                #expect(client.isClosed())
            }
        }
        #expect(await runs.value == 0)
    }

    @Test(arguments: [204, 304])
    func `a status without a body does not run the producer`(status: Int) async throws {
        let handler: HTTPHandler = { _ in HTTPResponse(status: status, body: .stream { try await $0.write("x") }) }
        try await withServer(handler: handler) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                for _ in 0..<3 { #expect(try client.get("/").status == status) }
            }
        }
    }

    @Test func `a writer waits for its reader`() async throws {
        let written = Counter()
        let handler: HTTPHandler = { _ in
            HTTPResponse(
                body: .stream { writer in
                    for _ in 0..<1024 {
                        try await writer.write([UInt8](repeating: 1, count: 65536))
                        await written.add(65536)
                    }
                })
        }
        try await withServer(handler: handler, alone: true) { port, _ in
            let client = try RawClient(port, receiveBuffer: 4096)
            let before = residentBytes()
            try await onThread {
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                for _ in 0..<64 { _ = try client.read(1024) }
            }
            // The kernel's buffers take a few megabytes. The rest of the 64 MB is not produced.
            #expect(await written.value < 32 << 20)
            let count = try await onThread { try client.answerTail() }
            #expect(count > 60 << 20)
            #expect(residentBytes() - before < 24 << 20)
        }
    }

    @Test func `a writer is notified that its reader has disconnected`() async throws {
        let ended = Gate()
        let handler: HTTPHandler = { _ in
            HTTPResponse(
                body: .stream { writer in
                    do {
                        while true { try await writer.write([UInt8](repeating: 1, count: 65536)) }
                    } catch {
                        await ended.open()
                        throw error
                    }
                })
        }
        try await withServer(handler: handler) { port, _ in
            try await onThread {
                let client = try RawClient(port)
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                _ = try client.read()
                client.reset()
            }
            await ended.wait()
        }
    }
}

extension RawClient {
    /// Reads up to the last chunk and returns the number of bytes.
    fileprivate func answerTail() throws -> Int {
        var count = 0
        while true {
            let more = try read()
            count += more.count
            if more.suffix(5).elementsEqual("0\r\n\r\n".utf8) || more.isEmpty { return count }
        }
    }
}
