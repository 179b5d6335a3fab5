import HTTP
import JSONTree
import Observability
import Primitives
import Synchronization
import TestSupport
import Web

/// A small service for the web half's tests: notes, kept in memory.
struct WebSample: Sendable {
    static let now = Instant("2026-03-01T12:00:00Z") ?? .now

    let notes = NoteBox()
    let lines = LineBox()
    let metrics = MetricsRegistry()
    let application: WebApplication

    init(
        extra: [Endpoint] = [], configure: (inout WebConfiguration) -> Void = { _ in }
    ) throws {
        var configuration = WebConfiguration(title: "Muster notes")
        configuration.rateLimits = nil
        configure(&configuration)
        let lines = lines
        application = try WebApplication(
            Self.endpoints(notes) + extra, configuration: configuration, tokens: WordTokens(), clock: { Self.now },
            log: Log(output: Log.Output { line in lines.add(line) }), metrics: metrics)
    }

    func send(
        _ method: HTTPMethod, _ target: String, as roles: String? = nil, _ json: String? = nil,
        headers: HTTPHeaders = [:], from address: String = "127.0.0.1"
    ) async throws -> Reply {
        var headers = headers
        if let roles { headers.add("Authorization", "Bearer \(roles)") }
        if json != nil, !headers.contains("Content-Type") { headers.add("Content-Type", "application/json") }
        let request = try HTTPRequest(
            method, target, headers: headers, body: Array((json ?? "").utf8), remoteAddress: address)
        return Reply(await application.handle(request))
    }
}

final class LineBox: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
}

struct Note: Codable, Sendable, Equatable {
    let id: NoteID
    let text: String
    @Nullable var due: Day?
    let version: Int
}

enum NoteEntity {}
typealias NoteID = Identifier<NoteEntity>

final class NoteBox: Sendable {
    private let notes = Mutex<[NoteID: Note]>([:])
    func put(_ note: Note) { notes.withLock { $0[note.id] = note } }
    subscript(id: NoteID) -> Note? { notes.withLock { $0[id] } }
    var all: [Note] { notes.withLock { $0.values.sorted { $0.id < $1.id } } }
}
