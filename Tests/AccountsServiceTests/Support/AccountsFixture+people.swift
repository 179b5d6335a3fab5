import HTTP
import JSONTree
import Primitives
import ServiceKit
import TestSupport
import Testing

@testable import AccountsService

extension AccountsFixture {
    static let password = "staple and magnet"

    /// Signs a person up and in; verification is off.
    func join(_ email: String, kind: String = "registrant") async throws -> (token: String, id: PersonID) {
        let reply = try await signUp(email, kind: kind)
        try #require(reply.status == 202)
        let token = try await self.token(email, Self.password)
        let me = try await send(.get, "/v1/me", as: token)
        return (token, try #require(PersonID(me.json.text("personId"))))
    }

    func signUp(
        _ email: String, password: String = AccountsFixture.password, kind: String = "registrant",
        challenge: String? = nil
    ) async throws -> Reply {
        var body: JSON = [
            "email": .string(email), "password": .string(password), "givenName": "Zoë", "familyName": "Nguyễn",
            "kind": .string(kind),
        ]
        if let challenge { body["challenge"] = .string(challenge) }
        return try await send(.post, "/v1/accounts", body)
    }

    func token(_ email: String, _ password: String) async throws -> String {
        let reply = try await signIn(email, password)
        try #require(reply.status == 200, "\(reply.text)")
        return reply.json.text("access_token")
    }

    func admin() async throws -> String {
        try await token(Self.adminEmail, Self.adminPassword)
    }

    func addAgency(as token: String) async throws -> AgencyID {
        let reply = try await send(
            .post, "/v1/agencies", as: token,
            ["name": "Hoover Police", "kind": "policeDepartment", "state": "AL", "country": "US"])
        try #require(reply.status == 201, "\(reply.text)")
        return try #require(AgencyID(reply.json.text("id")))
    }

    /// The token of a new coordinator of the agency.
    func coordinator(of agency: AgencyID, _ admin: String) async throws -> String {
        let email = "c\(PersonID.new())@example.org"
        let person = try await join(email)
        _ = try await send(
            .put, "/v1/people/\(person.id)/roles", as: admin,
            ["roles": ["agencyCoordinator"], "coordinatorOf": [.string(agency.description)]])
        return try await token(email, Self.password)
    }

    /// The code in the newest mail.
    func mailedCode() async throws -> String {
        let mail = try #require(try await mails().last)
        let line = try #require(mail.split(whereSeparator: \.isNewline).first { $0.hasPrefix("Token: ") })
        return String(line.dropFirst("Token: ".count))
    }
}
