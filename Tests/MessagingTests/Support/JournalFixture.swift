import Contracts
import Foundation
import Messaging
import Postgres
import Primitives
import TestSupport

/// A service's database with the journal's tables, a client, and direct connections for tests that interleave
/// transactions.
struct JournalFixture {
    static let schema = "registration"

    let configuration: PostgresConfiguration
    let database: PostgresClient
    let journal: Journal

    static func make(_ extra: [Migration] = [], service: ServiceName = .registration) async throws -> JournalFixture {
        let configuration = try await PostgresFixture.database(schema: schema, migrations: Journal.migrations + extra)
        let database = PostgresClient(configuration)
        return JournalFixture(
            configuration: configuration, database: database, journal: Journal(service: service, database: database))
    }

    func connection() async throws -> PostgresConnection {
        try await PostgresConnection.connect(configuration, name: "test")
    }

    func write(_ text: String, key: NoteID) async throws {
        try await journal.update { unit in unit.publish(.noteWritten, NoteText(text), of: key, at: .now) }
    }

    func set(_ text: String, key: NoteID) async throws {
        try await journal.update { unit in unit.setState(.note, NoteText(text), of: key, at: .now) }
    }

    /// Returns ids with key and number, in id order.
    func rows() async throws -> [(id: Int64, key: String, sequence: Int64)] {
        try await database.query("SELECT id, aggregate_id, sequence FROM outbox ORDER BY id").map {
            try $0.decode((Int64, String, Int64).self)
        }
    }
}
