import Contracts
import Foundation
import HTTP
import JSONTree
import Messaging
import Postgres
import Primitives
import ServiceKit
import TestSupport
import Testing

@testable import AccountsService

extension AccountsSample {
    static let password = "staple and magnet"

    /// Signs a person up and in; verification is off.
    func join(_ email: String, kind: String = "registrant") async throws -> (token: String, id: PersonID) {
        let reply = try await signUp(email, kind: kind)
        try #require(reply.status == 202)
        let token = try await self.token(email, Self.password)
        let me = try await send(.get, "/v1/me", as: token)
        return (token, try #require(PersonID(me.string("personId"))))
    }

    func signUp(
        _ email: String, password: String = AccountsSample.password, kind: String = "registrant",
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
        return reply.string("access_token")
    }

    func admin() async throws -> String {
        try await token(Self.adminEmail, Self.adminPassword)
    }

    func addAgency(as token: String) async throws -> AgencyID {
        let reply = try await send(
            .post, "/v1/agencies", as: token,
            ["name": "Hoover Police", "kind": "policeDepartment", "state": "AL", "country": "US"])
        try #require(reply.status == 201, "\(reply.text)")
        return try #require(AgencyID(reply.string("id")))
    }

    /// What stands in the journal of an aggregate's facts, in order: type's last parts and payload.
    func facts(of key: some CustomStringConvertible) async throws -> [(type: String, data: JSON)] {
        try await database.query(
            "SELECT type, payload FROM outbox WHERE kind = 'fact' AND aggregate_id = \(key.description) ORDER BY id"
        ).map { row in
            let (type, payload) = try row.decode((String, String).self)
            return (
                type.split(separator: ".").dropFirst(3).dropLast().joined(separator: "."),
                try JSON.parse(payload.utf8)
            )
        }
    }

    func state<Key, Payload>(_ state: StateType<Key, Payload>, of key: Key) async throws -> Payload? {
        let rows = try await database.query(
            """
            SELECT data FROM state_record
            WHERE topic = \(state.topic.name) AND type = \(state.name) AND aggregate_id = \(key.description)
                AND data IS NOT NULL
            """)
        return try rows.first.map { try state.decoded(from: try $0.value(at: 0, as: JSON.self).serialised()) }
    }

    /// The mails so far, written to the spool at once.
    func mails() async throws -> [String] {
        let job = try #require(service.parts.jobs.first { $0.name == "mail" })
        // The service's own run may hold some of the rows: they are there until their files are.
        var waiting = 1
        while waiting > 0 {
            try await job.run()
            waiting = try await database.query(
                "SELECT (SELECT count(*) FROM mail_outbox WHERE status IN ('waiting', 'claimed', 'handedOver')) + (SELECT count(*) FROM reset_request) AS n"
            )[0].value("n")
        }
        try FileManager.default.createDirectory(atPath: mailFolder, withIntermediateDirectories: true)
        return try FileManager.default.contentsOfDirectory(atPath: mailFolder).sorted().map {
            try String(contentsOfFile: mailFolder + "/" + $0, encoding: .utf8)
        }
    }

    /// The code in the newest mail.
    func mailedCode() async throws -> String {
        let mail = try #require(try await mails().last)
        let line = try #require(mail.split(whereSeparator: \.isNewline).first { $0.hasPrefix("Token: ") })
        return String(line.dropFirst("Token: ".count))
    }
}
