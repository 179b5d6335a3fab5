import Executors
package import Postgres

/// The statements of one lease, over a connection that nothing else uses, so that renewing never waits.
package struct LeaseStore: Sendable {
    private let connection: PostgresConnection
    private let lease: Lease
    /// The holder's name, which no other process has.
    package let holder: String
    let length: Duration

    package struct Grant: Sendable {
        package let term: Int64
        /// Whether the previous holder did not release the lease, so that its work may still have effects.
        package let followsAnother: Bool
    }

    /// - Parameter length: how long a holder may be silent before another takes over.
    package init(_ lease: Lease, holder: String, length: Duration, on connection: PostgresConnection) {
        self.lease = lease
        self.holder = holder
        self.length = length
        self.connection = connection
    }

    private var name: String { lease.rawValue }
    private var seconds: Double { length / .seconds(1) }

    /// Acquires the lease under a new term, so that nothing written under an earlier term counts. Returns nil while
    /// another process holds it.
    package func acquire() async throws -> Grant? {
        let rows = try await connection.query(
            """
            WITH before AS MATERIALIZED (SELECT holder, expires_at FROM lease WHERE name = \(name) FOR UPDATE)
            UPDATE lease SET holder = \(holder), term = term + 1,
                expires_at = clock_timestamp() + make_interval(secs => \(seconds))
            FROM before
            WHERE name = \(name)
                AND (before.holder IS NULL OR before.holder = \(holder) OR before.expires_at < clock_timestamp())
            RETURNING term, before.holder IS NOT NULL
            """, deadline: .after(length / 2))
        guard let row = rows.first else { return nil }
        let (term, followsAnother) = try row.decode((Int64, Bool).self)
        return Grant(term: term, followsAnother: followsAnother)
    }

    /// Renews the lease and returns whether this process still held it.
    func renew(term: Int64, within patience: Duration) async throws -> Bool {
        try await connection.execute(
            """
            UPDATE lease SET expires_at = clock_timestamp() + make_interval(secs => \(seconds))
            WHERE name = \(name) AND holder = \(holder) AND term = \(term)
            """, deadline: .after(patience)) == 1
    }

    /// Releases the lease after the work under it has ended, so that the next holder need not wait.
    func release(term: Int64) async throws {
        try await connection.execute(
            """
            UPDATE lease SET holder = NULL, expires_at = '-infinity'
            WHERE name = \(name) AND holder = \(holder) AND term = \(term)
            """, deadline: .after(.seconds(2)))
    }
}
