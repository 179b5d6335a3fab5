import HTTP
import JSONSchema
import JSONTree
import Primitives
import Security
import TestSupport
import Testing
import Web

/// Whatever stands in a query, the caller gets an answer or a refusal, never an internal error.
@Suite("Queries and cursors under arbitrary input")
struct QueryFuzzTests {
    private static let queries = [
        "limit=50&due=2026-01-01&kind=open", "limit=1&cursor=c1.WyJhIl0", "due=2026-12-31&due=2026-01-01",
        "kind=closed&x=%C3%A9", "cursor=", "&&=&limit", "limit=+7",
    ]

    private static let spices = [
        "%", "%00", "%zz", "%ff%fe", "%F0%9F%92%A9", "&", "=", "+", ";", "#", "[]", "limit=", "cursor=c1.", "kind=open",
        "99999999999999999999", "-1", "1e9", "0x10", "2026-02-30", "0000-00-00", "9999-12-31", "🙂", " ", "\0",
    ]

    @Test("queries", arguments: 1...2 as ClosedRange<UInt64>)
    func queries(seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        let sample = try WebSample()
        var answered = 0
        for _ in 0..<800 {
            let bytes = random.mutated(Array(random.pick(Self.queries).utf8), spices: Self.spices)
            let query = String(decoding: bytes, as: UTF8.self)
            // What is no request target at all never reaches the service.
            guard let reply = try? await sample.send(.get, "/v1/notes?\(query)") else { continue }
            answered += 1
            #expect(
                [200, 400, 409, 422].contains(reply.status), "seed \(seed): \(query) got \(reply.status) \(reply.text)")
        }
        #expect(answered > 200)
    }

    @Test("cursors", arguments: 1...2 as ClosedRange<UInt64>)
    func cursors(seed: UInt64) async throws {
        var random = SeededRandom(seed: seed &+ 100)
        let sample = try WebSample(extra: [Self.typed])
        let valid = [
            Cursor(NoteID.new()).description, Cursor("a", 1).description,
            Cursor(Day(daysSince1970: 20_513), Instant.now, 7, true, 0.5).description,
        ]
        for _ in 0..<800 {
            let inner = random.mutated(
                Array(#"["2026-03-01","2026-03-01T00:00:00Z","7","true","0.5"]"#.utf8), spices: Self.spices)
            let bytes =
                random.below(2) == 0
                ? random.mutated(Array(random.pick(valid).utf8), spices: Self.spices)
                : Array("c1.\(Base64URL.encode(inner))".utf8)
            let text = String(decoding: bytes, as: UTF8.self)
            for path in ["/v1/notes", "/v1/typed"] {
                guard let reply = try? await sample.send(.get, "\(path)?cursor=\(text)") else { continue }
                #expect(
                    [200, 400, 409, 422].contains(reply.status),
                    "seed \(seed): \(text) got \(reply.status) \(reply.text)")
            }
        }
    }

    /// Takes a cursor apart into values of every kind that one holds.
    private static let typed = Endpoint(
        .get, "/v1/typed", "Cursors", access: .anyone, query: .paging, answers: [.ok(.map(of: .string()))]
    ) { call in
        _ = try call.cursor()?.values(Day.self, Instant.self, Int.self, Bool.self, Double.self)
        return try .ok([String: String]())
    }
}
