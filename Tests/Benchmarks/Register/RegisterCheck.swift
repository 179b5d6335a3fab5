import Executors
import JSONTree
import Postgres

/// Checks at the end that sold seats, rows and events are equal, capacity is respected, the ledger balances, and
/// everything is on the broker.
struct RegisterCheck {
    let fixture: RegisterFixture
    /// The number of 201 responses that the load generator received, including the sample's.
    let answered: Int

    func run() async throws {
        try await fixture.waitForRelay()
        let seats = try await fixture.database.query(
            """
            SELECT sum(seats_taken), max(seats_taken - capacity), bool_and(seats_taken = rows.count
                AND seats_taken = coalesce(facts.count, 0) AND seats_taken = coalesce(facts.highest, 0)
                AND seats_taken = coalesce(facts.steps, 0))
            FROM offering
            CROSS JOIN LATERAL (SELECT count(*) FROM registration WHERE offering_id = offering.id
                AND status IN ('pendingPayment', 'confirmed')) rows
            LEFT JOIN (SELECT aggregate_id, count(*), max((payload::jsonb->>'seatsTaken')::integer) AS highest,
                    count(DISTINCT payload::jsonb->>'seatsTaken') AS steps
                FROM outbox WHERE type = 'org.muster.registration.seat.taken.v1' GROUP BY aggregate_id) facts
                ON facts.aggregate_id = offering.id::text
            """, deadline: .after(.seconds(60)))
        guard let (sold, over, agrees) = try seats.first?.decode((Int, Int, Bool).self) else {
            throw BenchmarkError("no classes to check")
        }
        let money = try await fixture.database.query(
            """
            SELECT (SELECT coalesce(sum(total), 0)::bigint FROM invoice),
                (SELECT coalesce(sum(CASE WHEN debit = 'receivable' THEN amount ELSE -amount END), 0)::bigint
                    FROM ledger_transfer WHERE 'receivable' IN (debit, credit)),
                (SELECT count(*) FROM invoice), (SELECT count(*) FROM relay_held)
            """, deadline: .after(.seconds(60)))
        guard let (invoiced, receivable, invoices, held) = try money.first?.decode((Int, Int, Int, Int).self) else {
            throw BenchmarkError("no money to check")
        }
        let balance = try await fixture.ledger()["balance"]?.integer
        let isRight =
            sold == answered && agrees && over <= 0 && invoices == sold && receivable == invoiced && balance == 0
            && held == 0
        show(
            """
            Check: \(Double(sold).shown()) sold = 201 responses (\(Double(answered).shown())) = rows = events: \
            \(sold == answered && agrees ? "yes" : "NO"); above capacity: \(over > 0 ? "YES" : "never"); \
            \(Double(invoices).shown()) invoices, receivable = invoiced: \(receivable == invoiced ? "yes" : "NO"); \
            ledger balance \(balance ?? -1); journal sent completely, \(held) held
            """)
        guard isRight else { throw BenchmarkError("the check failed") }
    }
}
