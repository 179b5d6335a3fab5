import Foundation
import Testing

@testable import HTTP

/// Mutations of valid requests from a seed. `MUSTER_HTTP_FUZZ_INPUTS` sets their number and `MUSTER_HTTP_FUZZ_SEED` the
/// seed; a failure prints both.
@Suite struct FuzzTests {
    private static let valid: [String] = [
        "GET /a/b%20c?x=1&y=%C3%A9 HTTP/1.1\r\nHost: x\r\nX-A: b\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nhello world",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nT: 1\r\n\r\n",
        "PUT /x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
        "HEAD / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nCookie: a=b; c=\"d\"\r\nRange: bytes=0-\r\n\r\n"
            + "GET /2 HTTP/1.1\r\nHost: x\r\n\r\n",
        "OPTIONS http://x/y?z HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n",
    ]

    private static let spices: [String] = [
        "\0", "\r", "\n", "\r\n", "\r\n\r\n", " ", "\t", ":", "%", "%00", "%ff", "/../", "?", "&", "=", "#", "\u{7f}",
        "Content-Length: 5\r\n", "Content-Length: 99999999999999999999\r\n", "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip\r\n", "Connection: close\r\n", "Upgrade: h2c\r\n", "FFFFFFFFFFFFFFFFF\r\n", "-1\r\n",
        "HTTP/1.1", "HTTP/9.9", "Host: y\r\n", String(repeating: "A", count: 5000),
    ]

    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static func input(_ random: inout Random) -> [UInt8] {
        var bytes = Array(valid[Int.random(in: 0..<valid.count, using: &random)].utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2:
                bytes.insert(
                    contentsOf: Array(spices[Int.random(in: 0..<spices.count, using: &random)].utf8), at: place)
            case 3: bytes.removeLast(bytes.count - place)
            case 4 where place < bytes.count:
                let end = Int.random(in: place..<min(bytes.count, place + 20), using: &random)
                bytes.insert(contentsOf: bytes[place...end], at: end)
            default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            }
        }
        return bytes
    }

    @Test func `after any input the server serves the next client`() async throws {
        let environment = ProcessInfo.processInfo.environment
        let inputs = environment["MUSTER_HTTP_FUZZ_INPUTS"].flatMap { Int($0) } ?? 4000
        let seed = environment["MUSTER_HTTP_FUZZ_SEED"].flatMap { UInt64($0) } ?? 20_260_101
        var configuration = HTTPServerConfiguration()
        configuration.idleTimeout = .seconds(1)
        configuration.headTimeout = .seconds(1)
        let streaming: HTTPHandler = { request in
            // Covers bodies that are read and bodies that are not.
            request.path.count % 2 == 0 ? await echo(request) : text("unread")
        }
        configuration.bufferedBodyBytes = 8
        try await withServer(configuration, handler: streaming) { port, server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        try await onThread {
                            var random = Random(state: seed &+ UInt64(worker))
                            for index in 0..<(inputs / 8) {
                                try Self.feed(Self.input(&random), port, &random, "seed \(seed), \(worker)/\(index)")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let answer = try await onThread { try RawClient(port).get("/") }
            #expect(answer.status == 200)
            #expect(server.core.connections.count < 4000)
        }
    }

    /// Sends one input in one or two pieces, then reads the response or disconnects. A response must be valid.
    private static func feed(_ bytes: [UInt8], _ port: Int, _ random: inout Random, _ name: String) throws {
        let client = try RawClient(port)
        let cut = Int.random(in: 0...bytes.count, using: &random)
        if Bool.random(using: &random) {
            client.send(Array(bytes[..<cut]))
            client.send(Array(bytes[cut...]))
        } else {
            client.send(bytes)
        }
        guard Int.random(in: 0..<4, using: &random) > 0 else { return client.reset() }
        guard client.waitsForEnd(milliseconds: 2) else { return }
        let start = String(decoding: try client.read().prefix(9), as: UTF8.self)
        #expect(start.isEmpty || start == "HTTP/1.1 ", "\(name): \(bytes)")
    }
}
