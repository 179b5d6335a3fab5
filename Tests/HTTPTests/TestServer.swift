import Foundation
import HTTP

/// Runs `body` against a server that is stopped afterwards.
func withServer<T>(
    _ configuration: HTTPServerConfiguration = HTTPServerConfiguration(), handler: @escaping HTTPHandler,
    _ body: (Int, HTTPServer) async throws -> T
) async throws -> T {
    let server = HTTPServer(configuration, handler: handler)
    let port = try server.start()
    do {
        let result = try await body(port, server)
        await server.stop(deadline: .seconds(2))
        return result
    } catch {
        await server.stop(deadline: .zero)
        throw error
    }
}

func text(_ text: String, status: Int = 200) -> HTTPResponse {
    HTTPResponse(status: status, headers: ["Content-Type": "text/plain"], body: .bytes(Array(text.utf8)))
}

/// Says what it was sent: method, path, query, and the body's length and sum.
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

/// A number that only grows, seen from many tasks.
actor Counter {
    private(set) var value = 0
    func add(_ more: Int = 1) { value += more }
}

/// Opened once; whoever waits for it goes on.
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

/// Resident memory of this process, in bytes.
func residentBytes() -> Int {
    let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE)) : 0
}
