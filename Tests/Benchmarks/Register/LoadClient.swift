import Foundation
import Glibc

/// Prepared requests, one after the other in one piece of memory.
struct PreparedRequests: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var ends: [Int] = [0]

    var count: Int { ends.count - 1 }

    mutating func add(_ method: String, _ target: String, token: String, body: String = "") {
        let head = """
            \(method) \(target) HTTP/1.1\r
            Host: localhost\r
            Authorization: Bearer \(token)\r
            Content-Type: application/json\r
            Content-Length: \(body.utf8.count)\r
            \r

            """
        bytes.append(contentsOf: head.utf8)
        bytes.append(contentsOf: body.utf8)
        ends.append(bytes.count)
    }
}

/// The result of a load.
struct LoadOutcome: Sendable {
    /// The seconds from sending a request to the last byte of its response, by status.
    var latencies: [Int: [Double]] = [:]
    /// The number of responses within the time.
    var inTime = 0
    var seconds = 0.0
    var sent = 0
    /// The first response body of each status.
    var samples: [Int: String] = [:]
    /// All response bodies, if requested.
    var bodies: [String] = []

    var rate: Double { seconds > 0 ? Double(inTime) / seconds : 0 }
    func count(_ status: Int) -> Int { latencies[status]?.count ?? 0 }
}

/// The load generator: keep-alive connections on one thread, each of which sends its next request when the previous
/// response has arrived.
///
/// It shares the processor with what it measures, so it does little: requests are prepared, and only the status and
/// length of a response are parsed.
struct LoadClient: Sendable {
    let port: Int
    let connections: Int

    /// Sends requests until the time is up or all have responses. Requests in flight at the end are awaited and counted
    /// in `latencies` only.
    func run(
        _ requests: PreparedRequests, seconds: Double = .infinity, keepingBodies: Bool = false
    ) async throws -> LoadOutcome {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try drive(requests, seconds, keepingBodies) })
            }
        }
    }

    private func drive(
        _ requests: PreparedRequests, _ seconds: Double, _ keepingBodies: Bool
    ) throws -> LoadOutcome {
        var lines: [LoadLine] = []
        defer { for line in lines { line.close() } }
        for _ in 0..<min(connections, requests.count) { lines.append(try LoadLine(port: port)) }
        var ends = lines.map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) }
        return try requests.bytes.withUnsafeBytes { bytes in
            var outcome = LoadOutcome()
            let start = monotonicSeconds()
            let end = start + seconds
            var (next, waiting, last) = (0, 0, start)
            func send(_ index: Int) throws {
                let piece = UnsafeRawBufferPointer(rebasing: bytes[requests.ends[next]..<requests.ends[next + 1]])
                try lines[index].send(piece)
                (next, waiting) = (next + 1, waiting + 1)
            }
            for index in lines.indices { try send(index) }
            while waiting > 0 {
                guard poll(&ends, nfds_t(ends.count), 30_000) > 0 else {
                    throw BenchmarkError("no response within 30 s")
                }
                for index in ends.indices where ends[index].revents != 0 {
                    guard let status = try lines[index].receive() else { continue }
                    let now = monotonicSeconds()
                    waiting -= 1
                    outcome.latencies[status, default: []].append(now - lines[index].sentAt)
                    if outcome.samples[status] == nil { outcome.samples[status] = lines[index].text }
                    if keepingBodies { outcome.bodies.append(lines[index].text) }
                    lines[index].clear()
                    if now <= end {
                        outcome.inTime += 1
                        last = now
                        if next < requests.count { try send(index) }
                    }
                }
            }
            outcome.sent = next
            outcome.seconds = next < requests.count ? seconds : last - start
            return outcome
        }
    }
}

func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
