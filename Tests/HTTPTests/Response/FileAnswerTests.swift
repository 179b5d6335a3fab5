import Foundation
import HTTP
import Testing

@Suite struct FileAnswerTests {
    private static let content = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 2) }

    private func withFile<T>(_ content: [UInt8], _ body: (HTTPFile) async throws -> T) async throws -> T {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try Data(content).write(to: URL(fileURLWithPath: path))
        let file = try HTTPFile(path: path)
        // An open file can be read after its name was removed.
        try FileManager.default.removeItem(atPath: path)
        return try await body(file)
    }

    @Test func `a file is sent completely, any number of times`() async throws {
        try await withFile(Self.content) { file in
            #expect(file.size == Self.content.count)
            let handler: HTTPHandler = { .file(file, type: "video/mp4", etag: "\"a\"", for: $0) }
            try await withServer(handler: handler) { port, _ in
                try await onThread {
                    let client = try RawClient(port)
                    for _ in 0..<3 {
                        let answer = try client.get("/")
                        #expect(answer.status == 200)
                        #expect(answer.header("Accept-Ranges") == "bytes")
                        #expect(answer.header("ETag") == "\"a\"")
                        #expect(answer.body == Self.content)
                    }
                }
            }
        }
    }

    @Test(arguments: [
        ("bytes=0-0", 0..<1), ("bytes=100-199", 100..<200), ("bytes=999990-", 999_990..<1_000_000),
        ("bytes=-5", 999_995..<1_000_000), ("bytes=500000-2000000", 500_000..<1_000_000),
    ])
    func `a range of a file is sent`(field: String, range: Range<Int>) async throws {
        try await withFile(Self.content) { file in
            let handler: HTTPHandler = { .file(file, type: "video/mp4", for: $0) }
            try await withServer(handler: handler) { port, _ in
                let answer = try await onThread { try RawClient(port).get("/", fields: "Range: \(field)\r\n") }
                #expect(answer.status == 206)
                #expect(
                    answer.header("Content-Range") == "bytes \(range.lowerBound)-\(range.upperBound - 1)/1000000")
                #expect(answer.body == Array(Self.content[range]))
            }
        }
    }

    @Test func `a range beyond the file is refused`() async throws {
        try await withFile([1, 2, 3]) { file in
            let handler: HTTPHandler = { .file(file, type: "video/mp4", for: $0) }
            try await withServer(handler: handler) { port, _ in
                let answer = try await onThread { try RawClient(port).get("/", fields: "Range: bytes=3-\r\n") }
                #expect(answer.status == 416)
                #expect(answer.header("Content-Range") == "bytes */3")
                #expect(answer.body.isEmpty)
            }
        }
    }

    @Test(arguments: [("\"a\"", 206), ("\"b\"", 200), ("W/\"a\"", 200), ("Sun, 06 Nov 1994 08:49:37 GMT", 200)])
    func `If-Range applies to the same strong entity tag only`(condition: String, status: Int) async throws {
        try await withFile([1, 2, 3]) { file in
            let handler: HTTPHandler = { .file(file, type: "a/b", etag: "\"a\"", for: $0) }
            try await withServer(handler: handler) { port, _ in
                let answer = try await onThread {
                    try RawClient(port).get("/", fields: "Range: bytes=1-1\r\nIf-Range: \(condition)\r\n")
                }
                #expect(answer.status == status)
            }
        }
    }

    @Test func `HEAD of a file, and an empty file, have no body`() async throws {
        try await withFile([]) { file in
            let handler: HTTPHandler = { .file(file, type: "a/b", for: $0) }
            try await withServer(handler: handler) { port, _ in
                try await onThread {
                    let client = try RawClient(port)
                    client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
                    #expect(try client.answer(toHead: true).header("Content-Length") == "0")
                    #expect(try client.get("/").body.isEmpty)
                }
            }
        }
    }

    @Test func `a path that is not a regular file is refused`() {
        #expect(throws: HTTPFileError(errorNumber: ENOENT)) { try HTTPFile(path: "/nowhere/at/all") }
        #expect(throws: HTTPFileError(errorNumber: EISDIR)) { try HTTPFile(path: "/tmp") }
    }

    @Test func `descriptors are not leaked`() async throws {
        func descriptors() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
        try await withFile(Self.content) { file in
            let handler: HTTPHandler = { .file(file, type: "a/b", for: $0) }
            try await withServer(handler: handler, alone: true) { port, _ in
                let before = try descriptors()
                try await onThread {
                    for round in 0..<200 {
                        let client = try RawClient(port)
                        if round % 2 == 0 {
                            _ = try client.get("/")
                        } else {
                            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                            _ = try client.read(10)
                            client.reset()
                        }
                    }
                }
                #expect(try descriptors() - before < 20)
            }
        }
    }
}
