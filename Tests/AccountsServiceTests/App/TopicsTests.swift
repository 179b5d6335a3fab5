import Contracts
import DomainClock
import HTTP
import JSONSchema
import JSONTree
import Kafka
import Primitives
import TestSupport
import Testing

@testable import AccountsService

/// Accounts on a broker: what it says there, and what it does on what it hears.
@Suite struct TopicsTests {
    @Test(.timeLimit(.minutes(2)))
    func `a payment on the topic brings a membership once, and public topics hold facts without personal data`()
        async throws
    {
        let prefix = KafkaFixture.topic("accounts") + "."
        let topics = Topic.all(of: .accounts) + Topic.all(of: .registration)
        try await KafkaFixture.createTopics(
            topics.map { TopicSpec(name: prefix + $0.name, partitions: Int32($0.partitions), replication: 1) })
        let fixture = try await AccountsFixture(topics: prefix)
        let person = try await fixture.join("zoe@example.org")
        let payment = PaymentChange(
            registrationId: .new(), personId: person.id, offeringId: .new(), rateCategory: .nonMember,
            amount: 545_00, total: 545_00, fullyPaid: true, fullyRefunded: false)
        try await send(payment, twiceTo: prefix + Topic.facts(of: .registration).name, at: fixture.clock.now)
        #expect(
            try await eventually {
                try await fixture.send(.get, "/v1/me", as: person.token).json["membership"]?["status"] == "active"
            })
        #expect(
            try await eventually {
                try await Published.records(prefix, .facts(of: .accounts)).contains {
                    $0.envelope.type == EventType.membershipGranted.name
                }
            })

        let facts = try await Published.records(prefix, .facts(of: .accounts))
        let mine = facts.filter { $0.envelope.subject == person.id.description }
        #expect(mine.map(\.envelope.type) == [EventType.personJoined.name, EventType.membershipGranted.name])
        #expect(mine.map(\.envelope.sequence) == [1, 2])
        #expect(mine.last?.envelope.previousTime == mine.first?.envelope.time)
        let states = try await Published.records(prefix, .state(of: .accounts))
        for record in facts + states {
            let type = try #require(Catalogue.entry(named: record.envelope.type))
            let violations = type.schema.validate(try JSON.parse(record.value))
            #expect(violations.isEmpty, "\(record.envelope.type): \(violations)")
            let text = String(decoding: record.value, as: UTF8.self)
            #expect(!text.contains("Nguyễn") && !text.contains("zoe@example.org"))
        }
        let profiles = try await Published.records(prefix, .profiles)
        #expect(profiles.contains { String(decoding: $0.value, as: UTF8.self).contains("zoe@example.org") })
        #expect(
            try await Published.records(prefix, .keys).contains { $0.envelope.type == StateType.signingKey.name })
    }

    /// The same fact two times, as a relay may send it.
    private func send(_ payment: PaymentChange, twiceTo topic: String, at now: Instant) async throws {
        let invoice = InvoiceID.new().description
        let envelope = Envelope(
            id: .new(), source: ServiceName.registration.source, type: EventType.paymentSettled.name, subject: invoice,
            time: now, sequence: 1, epoch: 1)
        let producer = try await KafkaProducer.start(try await KafkaFixture.configuration())
        for _ in 0..<2 {
            _ = try await producer.send(
                KafkaMessage(
                    topic: topic, key: Array(invoice.utf8), value: try payment.encoded(),
                    headers: envelope.headers))
        }
        await producer.close()
    }
}
