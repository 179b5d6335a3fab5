import HTTP
import JSONSchema
import JSONTree
import Observability
import Primitives
import TestSupport
import Testing
import UseCases
import Web

@Suite("Requests whose sender proves by their bytes who they are")
struct ProofTests {
    private static func send(_ headers: HTTPHeaders, _ body: String, query: String = "") async throws -> Reply {
        let proof: Endpoint.Proof = { request, body, _ in
            guard request.headers["X-Proof"] == "right \(body.count)" else { throw Problem.forbidden }
        }
        let endpoint = Endpoint(
            .post, "/v1/hook", "A signed message", access: .anyone,
            headers: [.header("X-Proof", .string(minLength: 1), "The word.")],
            body: .json(.object(.required("text", .text)), limit: 100),
            proof: proof, answers: [.ok(.object(.required("received", .boolean)))], problems: [.forbidden]
        ) { _ in try .ok(["received": true]) }
        let application = try WebApplication(
            [endpoint], configuration: WebConfiguration(title: "Proof"), tokens: NoTokens(), clock: { .now },
            log: .silent, metrics: MetricsRegistry())
        return Reply(
            await application.handle(
                try HTTPRequest(.post, "/v1/hook" + query, headers: headers, body: Array(body.utf8))))
    }

    @Test("Without the proof there is one answer, whatever the body, its type, the query and the header are")
    func unproved() async throws {
        for (body, query) in [("{}", ""), ("{", ""), (#"{"text": "a"}"#, ""), ("x", "?unknown=1"), ("", "")] {
            for headers in [[:], ["X-Proof": ""], ["X-Proof": "wrong", "Content-Type": "text/odd"]] as [HTTPHeaders] {
                #expect(try await Self.send(headers, body, query: query).status == 403)
            }
        }
    }

    @Test("With it, the request is judged as any other")
    func proved() async throws {
        func send(_ body: String, _ type: String = "application/json", query: String = "") async throws -> Int {
            try await Self.send(
                ["X-Proof": "right \(body.utf8.count)", "Content-Type": type], body, query: query
            ).status
        }
        #expect(try await send(#"{"text": "a"}"#) == 200)
        #expect(try await send("{") == 400)
        #expect(try await send("{}") == 422)
        #expect(try await send(#"{"text": "a"}"#, query: "?unknown=1") == 422)
        #expect(try await send(#"{"text": "a"}"#, "text/odd") == 415)
        #expect(try await send(String(repeating: " ", count: 101)) == 413)
    }
}

private struct NoTokens: TokenVerifying {
    struct Invalid: Error {}

    func verify(_ token: String, now: Instant) async throws -> Principal { throw Invalid() }
}
