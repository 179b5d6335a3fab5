import Postgres

extension Journal {
    /// W2: refuses a database on which a commit that was answered can be lost, or ids that are not in commit order.
    package func refuseUnsafeSettings() async throws {
        try await database.withConnection { try await refuseUnsafeSettings(of: $0) }
    }

    func refuseUnsafeSettings(of connection: PostgresConnection) async throws {
        let commit = try await connection.query("SHOW synchronous_commit")[0].value(at: 0, as: String.self)
        guard commit != "off" else {
            throw JournalRefused(
                "synchronous_commit is off: the relay could publish what a crash of the server then takes back")
        }
        let caches = try await connection.query(
            """
            SELECT seqcache FROM pg_sequence WHERE seqrelid = 'outbox_id'::regclass
            """)
        guard try caches.first?.value(at: 0, as: Int64.self) == 1 else {
            throw JournalRefused("the sequence outbox_id must have CACHE 1: ids would not be in commit order")
        }
    }
}

/// The database is not one that the journal's promises can stand on; an operator must mend it.
package struct JournalRefused: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
