import HTTP
import TestSupport
import Testing
import Web

@Suite("Who may call")
struct AccessTests {
    private static let one = "/v1/notes/0190a1b2-0000-7000-8000-000000000009"

    @Test("without a valid token there is 401, with too little 403")
    func tokens() async throws {
        let sample = try WebSample()
        let missing = try await sample.send(.get, Self.one)
        #expect(missing.status == 401)
        #expect(missing.headers["WWW-Authenticate"] == "Bearer realm=\"muster\"")
        let bad = try await sample.send(.get, Self.one, as: "bad")
        #expect(bad.status == 401)
        #expect(bad.headers["WWW-Authenticate"]?.contains("error=\"invalid_token\"") == true)
        #expect(try await sample.send(.get, Self.one, headers: ["Authorization": "Basic YQ=="]).status == 401)
        #expect(try await sample.send(.get, Self.one, as: "member").status == 403)
        #expect(try await sample.send(.get, Self.one, as: "down").status == 503)
    }

    @Test("an admin may what staff may, an auditor reads what staff reads and changes nothing")
    func roles() async throws {
        let sample = try WebSample()
        for roles in ["staff", "admin", "auditor", "member+staff"] {
            #expect(try await sample.send(.get, Self.one, as: roles).status == 404, "\(roles)")
        }
        #expect(try await sample.send(.head, Self.one, as: "auditor").status == 404)
        #expect(try await sample.send(.patch, Self.one, as: "admin", #"{"text":"a"}"#).status == 404)
        #expect(try await sample.send(.patch, Self.one, as: "auditor", #"{"text":"a"}"#).status == 403)
        #expect(try await sample.send(.get, Self.one, as: "trainingDirector").status == 403)
    }

    @Test("a public route does not look at a token; where it may be, a bad one is refused")
    func anyone() async throws {
        let sample = try WebSample()
        #expect(try await sample.send(.get, "/v1/notes", as: "bad").status == 200)
        #expect(try await sample.send(.get, "/v1/notes/recent").status == 200)
        #expect(try await sample.send(.get, "/v1/notes/recent", as: "member").status == 200)
        #expect(try await sample.send(.get, "/v1/notes/recent", as: "bad").status == 401)
    }

    @Test("a program has no own things to read or change; with a role of the staff it may what that role may")
    func program() async throws {
        let sample = try WebSample()
        for (token, status) in [("member", 400), ("program", 403), ("program+member", 403), ("program+auditor", 400)] {
            #expect(try await sample.send(.post, "/v1/notes", as: token, "{").status == status, "\(token)")
        }
        #expect(try await sample.send(.get, Self.one, as: "program+staff").status == 404)
    }

    @Test("refusal comes before the body is looked at")
    func order() async throws {
        let sample = try WebSample()
        #expect(try await sample.send(.post, "/v1/notes", "{").status == 401)
        #expect(try await sample.send(.patch, Self.one, as: "member", "{").status == 403)
    }
}
