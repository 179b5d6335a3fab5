import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// The append-only table of the double-entry ledger (E8).
struct LedgerRepository: Sendable {
    let database: PostgresClient

    private static let rows = Columns<TrialBalance.Row>(
        "account, sum(debit)::bigint, sum(credit)::bigint"
    ) { row in
        TrialBalance.Row(account: try row.next(), debit: try row.next(), credit: try row.next())
    }

    func insert(_ transfers: [LedgerTransfer], of invoice: InvoiceID, at now: Instant, in unit: UnitOfWork) {
        guard !transfers.isEmpty else { return }
        unit.sql.enqueue(
            """
            INSERT INTO ledger_transfer (invoice_id, debit, credit, amount, booked_at)
            SELECT \(invoice), debit, credit, amount, \(now)
            FROM unnest(\(transfers.map(\.debit)), \(transfers.map(\.credit)),
                \(transfers.map(\.amount))) AS transfer (debit, credit, amount)
            """)
    }

    /// Returns the sums of debits and credits of each account.
    func trialBalance() async throws -> TrialBalance {
        let booked = try await database.read(
            .all(
                Self.rows,
                """
                SELECT \(Self.rows) FROM (
                    SELECT debit AS account, amount AS debit, 0 AS credit FROM ledger_transfer
                    UNION ALL SELECT credit, 0, amount FROM ledger_transfer) AS booked
                GROUP BY account
                """))
        return TrialBalance(
            rows: LedgerAccount.allCases.map { account in
                booked.first { $0.account == account } ?? .init(account: account, debit: .zero, credit: .zero)
            })
    }
}

extension LedgerAccount: PostgresCodable {}
extension LedgerAccount: PostgresArrayElement {}
