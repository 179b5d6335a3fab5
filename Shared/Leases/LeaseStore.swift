import Executors
import Postgres

/// The lease's statements (R6), over a connection that nothing else uses, so that renewing never waits.
struct LeaseStore: Sendable {
    let connection: PostgresConnection
    let holder: String
    let length: Duration

    struct Grant {
        let term: Int64
        /// Who led before did not give the lease back: it may have had records queued.
        let followsAnother: Bool
    }

    private var seconds: Double { Double(length.components.seconds) + Double(length.components.attoseconds) / 1e18 }

    /// Nil while another holds it. A new term each time, so that nothing written under an older one counts.
    func acquire() async throws -> Grant? {
        let rows = try await connection.query(
            """
            WITH before AS MATERIALIZED (SELECT holder, expires_at FROM relay_lease FOR UPDATE)
            UPDATE relay_lease SET holder = \(holder), term = term + 1,
                expires_at = clock_timestamp() + make_interval(secs => \(seconds))
            FROM before
            WHERE before.holder IS NULL OR before.holder = \(holder) OR before.expires_at < clock_timestamp()
            RETURNING term, before.holder IS NOT NULL
            """, deadline: .after(length / 2))
        guard let row = rows.first else { return nil }
        let (term, followsAnother) = try row.decode((Int64, Bool).self)
        return Grant(term: term, followsAnother: followsAnother)
    }

    /// Whether it is still ours.
    func renew(term: Int64, within patience: Duration) async throws -> Bool {
        CrashPoint.hit(.beforeRenewal)
        return try await connection.execute(
            """
            UPDATE relay_lease SET expires_at = clock_timestamp() + make_interval(secs => \(seconds))
            WHERE holder = \(holder) AND term = \(term)
            """, deadline: .after(patience)) == 1
    }

    /// Gives it back after everything sent was reported or purged: the next leader need not wait.
    func release(term: Int64) async throws {
        try await connection.execute(
            """
            UPDATE relay_lease SET holder = NULL, expires_at = '-infinity'
            WHERE holder = \(holder) AND term = \(term)
            """, deadline: .after(.seconds(2)))
        CrashPoint.hit(.afterRelease)
    }
}
