import Configuration
import Contracts
import Kafka
import Messaging
import Observability
import Postgres
import Primitives
import ServiceKit
import Synchronization
import TestSupport
import Testing

/// A service that owns profiles and is asked to erase again.
@Suite struct ErasureTests {
    private final class Asked: Sendable {
        let keys = Mutex<[PersonID]>([])
    }

    private func definition(_ asked: Asked) -> ServiceDefinition {
        ServiceDefinition(name: .accounts, defaultPort: 8081, migrations: []) { context in
            ServiceParts(eraseAgain: { topic, key in
                #expect(topic == .profiles)
                let person = try #require(PersonID(key))
                try await context.journal.update { $0.tombstone(.profile, of: person, at: .now) }
                asked.keys.withLock { $0.append(person) }
            })
        }
    }

    private func start(
        _ definition: ServiceDefinition, on database: PostgresConfiguration, _ prefix: String
    ) async throws -> Service {
        let configuration = try ConfigurationReader(
            definition.name, keys: definition.allKeys, environment: ["ACCOUNTS_HTTP_PORT": "0"]
        ).read()
        var options = Service.Options()
        options.database = database
        options.kafka = try await KafkaFixture.configuration()
        options.topicPrefix = prefix
        return try await Service.start(definition, configuration, log: .silent, options: options)
    }

    private func isSent(_ database: PostgresClient) async throws -> Bool {
        try await eventually {
            try await database.query(
                """
                SELECT COALESCE((SELECT max(cursor) FROM relay_cluster), 0) >= (SELECT max(id) FROM outbox)
                    AND NOT EXISTS (SELECT FROM relay_position WHERE log_offset = \(Int64.max))
                """)[0].value(at: 0)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a service repeats forgotten erasures before it publishes`() async throws {
        let prefix = KafkaFixture.topic("erased") + "."
        try await KafkaFixture.createTopics(
            Topic.all(of: .accounts).map {
                TopicSpec(name: prefix + $0.name, partitions: Int32($0.partitions), replication: 1)
            })
        let asked = Asked()
        let definition = definition(asked)
        let settings = try await PostgresFixture.database(
            schema: definition.name.schemaName, migrations: definition.allMigrations)
        let first = try await start(definition, on: settings, prefix)
        let (erased, other) = (PersonID.new(), PersonID.new())
        let profile = ProfileState(givenName: "Ada", familyName: "Erased", email: "ada@example.org", locale: "en")
        try await first.context.journal.update { $0.setState(.profile, profile, of: erased, at: .now) }
        try await first.context.journal.update { $0.setState(.profile, profile, of: other, at: .now) }
        try await first.context.journal.update { $0.tombstone(.profile, of: erased, at: .now) }
        #expect(try await isSent(first.context.database))
        await first.stop(within: .seconds(5))
        #expect(asked.keys.withLock { $0 } == [])

        // The restore: the table has the person again, and nothing of the erasure; the topic has its tombstone.
        let database = PostgresClient(settings)
        for statement: Query in [
            """
            UPDATE state_record
            SET version = 1, data = (SELECT data FROM state_record WHERE aggregate_id = \(other.description))
            """,
            "DELETE FROM outbox WHERE sequence > 1", "DELETE FROM relay_position",
            "UPDATE relay_cluster SET cursor = (SELECT max(id) FROM outbox)",
        ] { try await database.execute(statement) }
        let second = try await start(definition, on: settings, prefix)
        #expect(await eventually { asked.keys.withLock { $0 } == [erased] })
        #expect(try await isSent(database))
        let left = try await database.query("SELECT aggregate_id FROM state_record WHERE data IS NOT NULL")
        #expect(try left.map { try $0.value(at: 0, as: String.self) } == [other.description])
        await second.stop(within: .seconds(5))
        await database.close()
    }
}
