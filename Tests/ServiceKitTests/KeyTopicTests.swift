import Contracts
import HTTP
import JSONTree
import Kafka
import Messaging
import Postgres
import Primitives
import Security
import ServiceKit
import TestSupport
import Testing
import TokenKeys
import Web

@Suite struct KeyTopicTests {
    let now = Instant("2026-03-01T12:00:00Z")!
    let issuer = ServiceDefinition(name: .accounts, defaultPort: 8081, migrations: []) { _ in ServiceParts() }
    let reader = ServiceDefinition(name: .certification, defaultPort: 8083, migrations: []) { _ in
        ServiceParts(endpoints: [
            .get(
                "/v1/notes",
                Operation(
                    "Notes", access: .signedIn, answers: [.noContent]
                ) { _ in .noContent })
        ])
    }

    @Test(.timeLimit(.minutes(2)))
    func `keys and revocations reach the tables of another service`() async throws {
        let prefix = KafkaFixture.topic("keys") + "."
        let topics = Topic.all(of: .accounts) + Topic.all(of: .certification)
        try await KafkaFixture.createTopics(
            topics.map { TopicSpec(name: prefix + $0.name, partitions: Int32($0.partitions), replication: 1) })
        let servers = try await KafkaFixture.bootstrap()
        let accounts = try await ServiceFixture.start(issuer, at: now, kafka: servers, topicPrefix: prefix)
        let other = try await ServiceFixture.start(reader, at: now, kafka: servers, topicPrefix: prefix)

        let key = Ed25519Key.generate()
        let entry = VerificationKey(
            kid: key.kid, key: key.publicKey, notBefore: now.adding(seconds: -60), notAfter: now.adding(seconds: 86_400)
        )
        let keys = accounts.context.tokens
        try await accounts.context.journal.update { [now] unit in try await keys.save(entry, at: now, in: unit) }
        let person = PersonID.new()
        let claims = TokenClaims(
            issuer: "http://127.0.0.1:8081", subject: person.description, tokenID: "t", issuedAt: now,
            expiresAt: now.adding(seconds: 600), roles: [])
        let token = JWT.sign(claims, with: key)
        #expect(try await eventually { try await other.send(.get, "/v1/notes", as: token).status == 204 })

        let began = ContinuousClock.now
        try await accounts.context.journal.update { [now] unit in
            try await keys.revoke(person.description, at: now, expiresAt: now.adding(seconds: 600), in: unit)
        }
        #expect(try await eventually { try await other.send(.get, "/v1/notes", as: token).status == 401 })
        #expect(ContinuousClock.now - began < .seconds(5))

        try await accounts.context.journal.update { [now] unit in
            let count = try await keys.removeExpiredRevocations(at: now.adding(seconds: 10_000), in: unit)
            #expect(count == 1)
            try await keys.removeKey(entry.kid, at: now, in: unit)
        }
        let left: @Sendable () async throws -> Int = {
            try await other.database.query(
                """
                SELECT (SELECT count(*) FROM token_revocation)
                    + (SELECT count(*) FROM signing_key WHERE kid = \(entry.kid)) AS left
                """
            )[0].value("left")
        }
        #expect(try await eventually { try await left() == 0 })

        let metrics = try await other.send(.get, "/metrics").text
        for name in ["muster_outbox_oldest_age_seconds", "muster_dead_letters", "muster_consumer_records_total"] {
            #expect(metrics.contains(name))
        }
        if Promtool.isInstalled { #expect(try Promtool.check(metrics) == "") }
        await other.stop()
        await accounts.stop()
    }
}
