import HTTP
import JSONTree
import Observability
import Primitives
import ServiceKit
import Synchronization
import TestSupport

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

/// Tokens that say what they are: `staff`, `member+auditor`; `bad` is none, `down` cannot be told.
struct WordTokens: TokenVerifying {
    struct Invalid: Error {}
    static let person = PersonID("0190a1b2-0000-7000-8000-000000000001") ?? .new()

    func verify(_ token: String, now: Instant) async throws -> Principal {
        if token == "down" { throw Problem.unavailable() }
        let roles = token.split(separator: "+").compactMap { Role(rawValue: String($0)) }
        guard !roles.isEmpty || token == "program" else { throw Invalid() }
        return Principal(personID: Self.person, roles: Set(roles), tokenID: token, isClient: token.hasPrefix("program"))
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
