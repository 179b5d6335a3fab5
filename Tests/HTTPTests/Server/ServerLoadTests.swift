import Foundation
import HTTP
import Testing

@Suite struct ServerLoadTests {
    @Test func `each of 2,000 requests over 64 connections receives its own response`() async throws {
        let seen = Counter()
        let handler: HTTPHandler = { request in
            await seen.add()
            await Task.yield()
            return await echo(request)
        }
        try await withServer(handler: handler) { port, _ in
            let wrong = try await withThrowingTaskGroup(of: Int.self) { group in
                for worker in 0..<64 {
                    group.addTask {
                        try await onThread {
                            let client = try RawClient(port)
                            var wrong = 0
                            for index in 0..<32 {
                                let name = "\(worker)-\(index)"
                                let answer: RawClient.Answer
                                if index % 2 == 0 {
                                    answer = try client.get("/\(name)")
                                } else {
                                    client.send(
                                        "POST /\(name) HTTP/1.1\r\nHost: x\r\nContent-Length: \(index)\r\n\r\n"
                                            + String(repeating: "a", count: index))
                                    answer = try client.answer()
                                }
                                let length = index % 2 == 0 ? 0 : index
                                if !answer.text.contains("[\"\(name)\"]  \(length) \(length * 97)") { wrong += 1 }
                            }
                            return wrong
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(wrong == 0)
        }
        #expect(await seen.value == 64 * 32)
    }

    @Test func `a port in use, an invalid host and a second start are errors`() async throws {
        try await withServer(handler: echo) { port, server in
            #expect(throws: HTTPServerError.self) { try server.start() }
            let taken = HTTPServer(HTTPServerConfiguration(host: "127.0.0.1", port: port), handler: echo)
            #expect { try taken.start() } throws: { "\($0)".contains("Address already in use") }
            let nowhere = HTTPServer(HTTPServerConfiguration(host: "not a host", port: 0), handler: echo)
            #expect(throws: HTTPServerError.self) { try nowhere.start() }
            let noPort = HTTPServer(HTTPServerConfiguration(host: "127.0.0.1", port: 70_000), handler: echo)
            #expect { try noPort.start() } throws: { "\($0)".contains("invalid port 70000") }
        }
    }

    @Test func `IPv6 clients are served and identified`() async throws {
        let handler: HTTPHandler = { text($0.remoteAddress) }
        try await withServer(HTTPServerConfiguration(host: "::1", port: 0), handler: handler) {
            port, _ in
            let output = try await onThread { try curl("-s", "http://[::1]:\(port)/") }
            #expect(output == "::1")
        }
    }
}

/// Returns curl's output.
func curl(_ arguments: String...) throws -> String { try curl(arguments) }

func curl(_ arguments: [String]) throws -> String {
    let curl = Process()
    curl.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
    curl.arguments = arguments
    let pipe = Pipe()
    curl.standardOutput = pipe
    try curl.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    curl.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
}
