import HTTP
import JSONSchema
import JSONTree
import Observability
import Postgres
import Primitives
import TestSupport
import Testing
import Web

@Suite struct AnswerTests {
    private struct Secret: Error {}

    private static func endpoint(_ path: String, _ handler: @escaping Operation.Handler) -> Endpoint {
        .get(
            path,
            Operation(
                "Test", access: .anyone, answers: [.ok(.object(.required("n", .integer())))],
                rate: .unlimited, deadline: .milliseconds(50), handler: handler))
    }

    @Test func `an unexpected error is 500 without details and logged with them`() async throws {
        let sample = try WebSample(extra: [Self.endpoint("/fails") { _ in throw Secret() }])
        let reply = try await sample.send(.get, "/fails")
        #expect(reply.status == 500)
        #expect(reply.code == "internalError")
        #expect(!reply.text.contains("Secret"))
        let trace = try #require(reply.json["traceId"]?.string)
        #expect(sample.lines.all.contains { $0.contains("Secret") && $0.contains(trace) })
    }

    @Test func `a transient failure is 503 with Retry-After`() async throws {
        var server = PostgresError(.server, "x")
        server.sqlState = .serializationFailure
        for error in [PostgresError(.poolTimeout), PostgresError(.connection), server] {
            let sample = try WebSample(extra: [Self.endpoint("/fails") { _ in throw error }])
            let reply = try await sample.send(.get, "/fails")
            #expect(reply.status == 503)
            #expect(reply.headers["Retry-After"] == "1")
        }
    }

    @Test(arguments: ["25006", "25P03", "42501", "42P01", "58030", "53100", "57014", "XX000"])
    func `a database failure that an operator repairs is 503 with Retry-After`(state: String) async throws {
        var error = PostgresError(.server, "x")
        error.sqlState = SQLState(rawValue: state)
        let failure = error
        let sample = try WebSample(extra: [
            Self.endpoint("/fails") { _ in throw TransactionError(outcome: .rolledBack, commit: failure) }
        ])
        let reply = try await sample.send(.get, "/fails")
        #expect(reply.status == 503)
        #expect(reply.code == "unavailable")
        #expect(reply.headers["Retry-After"] == "1")
    }

    @Test(arguments: ["22001", "23514", "42601", "42703"])
    func `a faulty statement is 500`(state: String) async throws {
        var error = PostgresError(.server, "x")
        error.sqlState = SQLState(rawValue: state)
        let failure = error
        let sample = try WebSample(extra: [Self.endpoint("/fails") { _ in throw failure }])
        #expect(try await sample.send(.get, "/fails").status == 500)
    }

    @Test func `an unknown outcome of a commit is 503 outcomeUnknown`() async throws {
        let failure = TransactionError(outcome: .unknown, commit: PostgresError(.connection))
        let sample = try WebSample(extra: [Self.endpoint("/fails") { _ in throw failure }])
        let reply = try await sample.send(.get, "/fails")
        #expect(reply.status == 503)
        #expect(reply.code == "outcomeUnknown")
        #expect(reply.headers["Retry-After"] != nil)
        #expect(reply.text.contains("Idempotency-Key"))
    }

    @Test func `a request past its deadline is cancelled and answered with 503`() async throws {
        let sample = try WebSample(extra: [
            Self.endpoint("/slow") { _ in
                try await Task.sleep(for: .seconds(60))
                return .noContent
            }
        ])
        #expect(try await sample.send(.get, "/slow").status == 503)
    }

    @Test func `an undocumented answer is 500 where answers are checked`() async throws {
        let answers: [@Sendable () throws -> Response] = [
            { .noContent }, { try .ok(["n": "a"]) }, { try .ok(["n": 1, "m": 2]) }, { .page("") },
            { throw Problem(ProblemCode("odd", "Odd"), "Not declared.") }, { throw Problem.notFound },
        ]
        for answer in answers {
            let sample = try WebSample(extra: [Self.endpoint("/odd") { _ in try answer() }])
            #expect(try await sample.send(.get, "/odd").status == 500)
            #expect(sample.lines.all.contains { $0.contains("not declared") })
        }
        let sample = try WebSample(extra: [Self.endpoint("/fine") { _ in try .ok(["n": 1]) }])
        #expect(try await sample.send(.get, "/fine").status == 200)
    }

    @Test func `a refusal by a rule is 409 with its code`() async throws {
        let reply = try await WebSample().send(.post, "/v1/notes", as: "member", #"{"text":"closed"}"#)
        #expect(reply.status == 409)
        #expect(reply.json["code"] == "noteClosed")
        #expect(reply.json["title"] == "The note is closed")
        #expect(reply.json["detail"] == "It is closed.")
        #expect(reply.json["type"] == "urn:muster:problem:noteClosed")
        #expect(reply.json["status"] == 409)
    }

    @Test func `a stale If-Match is 412, the current version and a star are accepted`() async throws {
        let sample = try WebSample()
        let id = try await sample.send(.post, "/v1/notes", as: "member", #"{"text":"a"}"#).json["id"]?.string ?? ""
        func change(_ tag: String?) async throws -> Int {
            try await sample.send(
                .patch, "/v1/notes/\(id)", as: "staff", #"{"text":"b"}"#,
                headers: tag.map { ["If-Match": $0] } ?? [:]
            ).status
        }
        #expect(try await change("\"1\"") == 200)
        #expect(try await change("\"1\"") == 412)
        #expect(try await change("\"7\", \"2\"") == 200)
        #expect(try await change("W/\"3\"") == 412)
        #expect(try await change("nonsense") == 412)
        #expect(try await change("*") == 200)
        #expect(try await change(nil) == 200)
    }

    @Test func `a matching If-None-Match is 304`() async throws {
        let sample = try WebSample()
        _ = try await sample.send(.post, "/v1/notes", as: "member", #"{"text":"a"}"#)
        func read(_ tag: String) async throws -> Reply {
            try await sample.send(.get, "/v1/notes/recent", headers: ["If-None-Match": tag])
        }
        let fresh = try await read("\"1\"")
        #expect(fresh.status == 304)
        #expect(fresh.headers["ETag"] == "\"1\"")
        #expect(fresh.text.isEmpty)
        #expect(try await read("W/\"1\", \"x\"").status == 304)
        #expect(try await read("\"2\"").status == 200)
    }

    @Test func `a valid traceparent is continued and an invalid one replaced`() async throws {
        let sample = try WebSample()
        let known = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let reply = try await sample.send(.get, "/v1/notes", headers: ["traceparent": known])
        #expect(reply.headers["traceparent"]?.contains("0af7651916cd43dd8448eb211c80319c") == true)
        #expect(reply.headers["traceparent"] != known)
        let other = try await sample.send(.get, "/v1/notes", headers: ["traceparent": "nonsense"])
        #expect(other.headers["traceparent"].flatMap(TraceContext.init(traceparent:)) != nil)
    }

    @Test func `requests are counted by route and status, and each change is logged`() async throws {
        let sample = try WebSample()
        _ = try await sample.send(.get, "/v1/notes")
        _ = try await sample.send(.post, "/v1/notes", as: "member", #"{"text":"a"}"#)
        _ = try await sample.send(.get, "/nowhere")
        let text = await sample.metrics.render()
        #expect(text.contains(#"http_requests_total{method="GET",route="/v1/notes",status="200"} 1"#))
        #expect(text.contains(#"http_requests_total{method="POST",route="/v1/notes",status="201"} 1"#))
        #expect(text.contains(#"route="none",status="404"} 1"#))
        #expect(text.contains("http_requests_in_flight 0"))
        let lines = sample.lines.all.filter { $0.contains("\"message\":\"request\"") }
        #expect(lines.count == 2)
        #expect(lines[0].contains(WordTokens.person.description))
    }

    @Test func `only pages of listed origins may call`() async throws {
        let closed = try await WebSample().send(.get, "/v1/notes", headers: ["Origin": "https://a.example"])
        #expect(closed.headers["Access-Control-Allow-Origin"] == nil)
        let sample = try WebSample { $0.corsOrigins = ["https://a.example"] }
        let open = try await sample.send(.get, "/v1/notes", headers: ["Origin": "https://a.example"])
        #expect(open.headers["Access-Control-Allow-Origin"] == "https://a.example")
        #expect(open.headers["Vary"] == "Origin")
        let preflight = try await sample.send(
            .options, "/v1/notes", headers: ["Origin": "https://a.example", "Access-Control-Request-Method": "POST"])
        #expect(preflight.status == 204)
        #expect(preflight.headers["Access-Control-Allow-Methods"]?.contains("POST") == true)
        let other = try await sample.send(
            .options, "/v1/notes", headers: ["Origin": "https://b.example", "Access-Control-Request-Method": "POST"])
        #expect(other.status == 405)
    }
}
