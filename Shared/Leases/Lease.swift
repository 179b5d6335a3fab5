/// The leases of a service's schema. Of all replicas, one holds a lease and does the work that it stands for.
package enum Lease: String, CaseIterable, Sendable {
    /// The relay sends the journal (R6).
    case relay
    /// The service's jobs run.
    case jobs

    /// The table with a row for each lease. The database's clock decides when a lease has ended.
    package static var table: String {
        """
        CREATE TABLE lease (
            name text PRIMARY KEY,
            holder text,
            term bigint NOT NULL DEFAULT 0,
            expires_at timestamptz NOT NULL DEFAULT '-infinity'
        );
        INSERT INTO lease (name) VALUES \(allCases.map { "('\($0.rawValue)')" }.joined(separator: ", "));

        """
    }
}

/// Indicates that another process has the lease or acquired it in between. The holder's work must have ended.
package struct LeaseLost: Error {
    package init() {}
}
