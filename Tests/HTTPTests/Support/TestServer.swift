import Foundation
import HTTP

/// Runs `body` with a server that is stopped afterwards.
///
/// - Parameter alone: whether no other test server may run at the same time.
func withServer(
    _ configuration: HTTPServerConfiguration = HTTPServerConfiguration(), handler: @escaping HTTPHandler,
    alone: Bool = false, _ body: (Int, HTTPServer) async throws -> Void
) async throws {
    await Floor.shared.enter(alone: alone)
    defer { Task { await Floor.shared.leave(alone: alone) } }
    let server = HTTPServer(configuration, handler: handler)
    let port = try server.start()
    do {
        try await body(port, server)
        await server.stop(deadline: .seconds(2))
    } catch {
        await server.stop(deadline: .zero)
        throw error
    }
}

func text(_ text: String, status: Int = 200) -> HTTPResponse {
    HTTPResponse(status: status, headers: ["Content-Type": "text/plain"], body: .bytes(Array(text.utf8)))
}

/// Responds with what it received: method, path, query, and the body's length and sum.
@Sendable func echo(_ request: HTTPRequest) async -> HTTPResponse {
    var count = 0
    var sum = 0
    do {
        for try await piece in request.body {
            count += piece.count
            for byte in piece { sum &+= Int(byte) }
        }
    } catch {
        return text("\(error)", status: 400)
    }
    let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
    return text("\(request.method) \(request.path) \(query) \(count) \(sum)")
}

/// A counter that several tasks can wait for.
actor Counter {
    private(set) var value = 0
    private var waiting: [(value: Int, continuation: CheckedContinuation<Void, Never>)] = []

    func add(_ more: Int = 1) {
        value += more
        for (_, continuation) in waiting.filter({ $0.value <= value }) { continuation.resume() }
        waiting.removeAll { $0.value <= value }
    }

    func reaches(_ value: Int) async {
        guard self.value < value else { return }
        await withCheckedContinuation { waiting.append((value, $0)) }
    }
}

/// A gate that is opened once and then lets all waiters continue.
actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func wait() async {
        guard !isOpen else { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }
}

/// Keeps tests that measure the process apart from others, which may run in parallel.
private actor Floor {
    static let shared = Floor()
    private var guests = 0
    private var isTaken = false
    private var waiting: [(alone: Bool, continuation: CheckedContinuation<Void, Never>)] = []

    func enter(alone: Bool) async {
        if waiting.isEmpty, !isTaken, !alone || guests == 0 { return admit(alone) }
        await withCheckedContinuation { waiting.append((alone, $0)) }
    }

    func leave(alone: Bool) {
        if alone { isTaken = false } else { guests -= 1 }
        while let next = waiting.first, !isTaken, !next.alone || guests == 0 {
            waiting.removeFirst()
            admit(next.alone)
            next.continuation.resume()
        }
    }

    private func admit(_ alone: Bool) {
        if alone { isTaken = true } else { guests += 1 }
    }
}

/// Returns the resident memory of this process in bytes.
func residentBytes() -> Int {
    let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE)) : 0
}
