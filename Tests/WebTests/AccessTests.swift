import HTTP
import TestSupport
import Testing
import Web

@Suite struct AccessTests {
    private static let one = "/v1/notes/0190a1b2-0000-7000-8000-000000000009"

    @Test func `a missing or invalid token is 401, a missing role 403`() async throws {
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

    @Test func `an admin has the rights of staff, and an auditor reads what staff reads and changes nothing`()
        async throws
    {
        let sample = try WebSample()
        for roles in ["staff", "admin", "auditor", "member+staff"] {
            #expect(try await sample.send(.get, Self.one, as: roles).status == 404, "\(roles)")
        }
        #expect(try await sample.send(.head, Self.one, as: "auditor").status == 404)
        #expect(try await sample.send(.patch, Self.one, as: "admin", #"{"text":"a"}"#).status == 404)
        #expect(try await sample.send(.patch, Self.one, as: "auditor", #"{"text":"a"}"#).status == 403)
        #expect(try await sample.send(.get, Self.one, as: "trainingDirector").status == 403)
    }

    @Test func `a public route ignores a token, and an invalid optional token is refused`() async throws {
        let sample = try WebSample()
        #expect(try await sample.send(.get, "/v1/notes", as: "bad").status == 200)
        #expect(try await sample.send(.get, "/v1/notes/recent").status == 200)
        #expect(try await sample.send(.get, "/v1/notes/recent", as: "member").status == 200)
        #expect(try await sample.send(.get, "/v1/notes/recent", as: "bad").status == 401)
    }

    @Test func `a program has no resources of its own, and with a staff role it has the rights of that role`()
        async throws
    {
        let sample = try WebSample()
        for (token, status) in [("member", 400), ("program", 403), ("program+member", 403), ("program+auditor", 400)] {
            #expect(try await sample.send(.post, "/v1/notes", as: token, "{").status == status, "\(token)")
        }
        #expect(try await sample.send(.get, Self.one, as: "program+staff").status == 404)
    }

    @Test func `authorisation comes before validation of the body`() async throws {
        let sample = try WebSample()
        #expect(try await sample.send(.post, "/v1/notes", "{").status == 401)
        #expect(try await sample.send(.patch, Self.one, as: "member", "{").status == 403)
    }
}
