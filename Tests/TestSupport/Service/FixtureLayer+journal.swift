package import Contracts
package import JSONTree
import Postgres
import ServiceKit

/// A fact in a service's journal.
package struct JournalFact: Sendable {
    /// The type without namespace, service and version: `seat.taken`.
    package let type: String
    package let sequence: Int
    package let data: JSON
}

extension FixtureLayer {
    /// The types of all the service's facts, oldest first.
    package func facts() async throws -> [String] {
        try await database.query(
            "SELECT type FROM outbox WHERE topic = \(Topic.facts(of: context.service).name) ORDER BY id"
        ).map { shortType(try $0.value("type")) }
    }

    /// The facts of one aggregate, oldest first.
    package func facts(of key: some CustomStringConvertible) async throws -> [JournalFact] {
        try await database.query(
            """
            SELECT type, sequence, payload FROM outbox
            WHERE aggregate_id = \(key.description) AND kind = 'fact' ORDER BY id
            """
        ).map { row in
            let (type, sequence, payload) = try row.decode((String, Int, String).self)
            return JournalFact(type: shortType(type), sequence: sequence, data: try JSON.parse(payload.utf8))
        }
    }

    /// The published state of one aggregate; nil when there is none or a tombstone.
    package func state<Key, Payload>(_ state: StateType<Key, Payload>, of key: Key) async throws -> Payload? {
        let rows = try await database.query(
            """
            SELECT data FROM state_record WHERE topic = \(state.topic.name) AND type = \(state.name)
                AND aggregate_id = \(key.description) AND data IS NOT NULL
            """)
        return try rows.first.map { try state.decoded(from: try $0.value("data", as: JSON.self).serialised()) }
    }

    private func shortType(_ type: String) -> String {
        type.split(separator: ".").dropFirst(3).dropLast().joined(separator: ".")
    }
}
