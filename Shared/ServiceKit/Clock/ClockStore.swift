import DomainClock
import Postgres
import Primitives

/// The development clock's offset in the service's database, shared by its replicas (table `development_clock`).
struct ClockStore: Sendable {
    let database: PostgresClient

    /// An error for a request to move the clock back.
    struct Backwards: Error {
        let now: Instant
    }

    /// Returns the offset in microseconds; 0 if the clock was never moved.
    func offset() async throws -> Int64 {
        let rows = try await database.query("SELECT offset_microseconds FROM development_clock")
        return try rows.first?.value("offset_microseconds") ?? 0
    }

    /// Starts the clock at a time. If it was started at the same time before, it continues from its present time.
    ///
    /// - Returns: the offset in microseconds.
    func start(at instant: Instant, clock: DomainClock) async throws -> Int64 {
        try await database.transaction { sql in
            try await sql.execute("LOCK TABLE development_clock IN SHARE ROW EXCLUSIVE MODE")
            let rows = try await sql.query("SELECT started_at, offset_microseconds FROM development_clock")
            if let row = rows.first {
                let (startedAt, offset) = (
                    try row.value("started_at", as: Instant?.self), try row.value("offset_microseconds", as: Int64.self)
                )
                if startedAt == instant { return offset }
            }
            let offset = clock.offset(to: instant)
            try await sql.execute(
                """
                INSERT INTO development_clock (started_at, offset_microseconds) VALUES (\(instant), \(offset))
                ON CONFLICT (one) DO UPDATE SET started_at = EXCLUDED.started_at,
                    offset_microseconds = EXCLUDED.offset_microseconds
                """)
            return offset
        }
    }

    /// Moves the clock forward to a time, for every replica.
    ///
    /// - Throws: `Backwards` if the clock already shows a later time.
    func move(to instant: Instant, clock: DomainClock) async throws -> Int64 {
        try await database.transaction { sql in
            try await sql.execute("LOCK TABLE development_clock IN SHARE ROW EXCLUSIVE MODE")
            let rows = try await sql.query("SELECT offset_microseconds FROM development_clock")
            let current: Int64 = try rows.first?.value("offset_microseconds") ?? 0
            let wanted = clock.offset(to: instant)
            guard wanted >= current else { throw Backwards(now: instant.adding(microseconds: current - wanted)) }
            try await sql.execute(
                """
                INSERT INTO development_clock (offset_microseconds) VALUES (\(wanted))
                ON CONFLICT (one) DO UPDATE SET offset_microseconds = EXCLUDED.offset_microseconds
                """)
            return wanted
        }
    }
}
