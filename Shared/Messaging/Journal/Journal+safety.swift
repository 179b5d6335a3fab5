import Postgres

extension Journal {
    /// Throws `JournalRefused` for a database that could lose an acknowledged commit or assign ids out of commit order
    /// (W2).
    package func refuseUnsafeSettings() async throws {
        try await database.withConnection { try await refuseUnsafeSettings(of: $0) }
    }

    func refuseUnsafeSettings(of connection: PostgresConnection) async throws {
        let commit = try await connection.query("SHOW synchronous_commit")[0].value(at: 0, as: String.self)
        guard commit != "off" else {
            throw JournalRefused(
                "synchronous_commit is off: the relay could publish what the server loses in a crash")
        }
        let caches = try await connection.query(
            """
            SELECT seqcache FROM pg_sequence WHERE seqrelid = 'outbox_id'::regclass
            """)
        guard try caches.first?.value(at: 0, as: Int64.self) == 1 else {
            throw JournalRefused("the sequence outbox_id must have CACHE 1, or ids are not in commit order")
        }
    }
}

/// Indicates that the database cannot keep the journal's guarantees. An operator must fix it.
package struct JournalRefused: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
