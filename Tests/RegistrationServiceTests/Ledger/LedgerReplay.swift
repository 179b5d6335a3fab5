import Postgres
import Primitives
import RegistrationDomain
import Testing

@testable import RegistrationService

/// Computes the sums and bookings of every invoice again from its lines, payments, refunds and disputes, and compares
/// them with the invoice, the ledger and the published facts (E8).
struct LedgerReplay {
    let database: PostgresClient

    private struct Sums: Equatable {
        var total = Money.zero
        var paid = Money.zero
        /// Debits less credits.
        var accounts: [String: Money] = [:]

        mutating func book(_ debit: String, _ credit: String, _ amount: Money) {
            accounts[debit, default: .zero] += amount
            accounts[credit, default: .zero] -= amount
        }

        var settled: Sums {
            var sums = self
            sums.accounts = accounts.filter { $0.value != .zero }
            return sums
        }
    }

    func expectAgreement() async throws {
        let (stored, replayed, published) = try await (stored(), replayed(), published())
        #expect(!stored.isEmpty)
        #expect(Set(stored.keys) == Set(replayed.keys))
        for (id, sums) in stored {
            #expect(replayed[id]?.settled == sums.settled, "invoice \(id)")
            #expect(sums.accounts["receivable", default: .zero] == sums.total - sums.paid, "invoice \(id)")
            #expect(published[id, default: .zero] == sums.paid, "facts of invoice \(id)")
        }
        let states = try await database.query(
            """
            SELECT count(*) FROM invoice WHERE status <> CASE
                WHEN total <= 0 AND paid <= 0 AND EXISTS (SELECT FROM invoice_line l
                    WHERE l.invoice_id = invoice.id AND l.code = 'cancellationCredit') THEN 'void'
                WHEN total <= paid THEN 'paid' WHEN paid > 0 THEN 'partiallyPaid' ELSE 'open' END
            """)
        #expect(try states.first?.value(at: 0, as: Int.self) == 0)
    }

    private func stored() async throws -> [InvoiceID: Sums] {
        var sums: [InvoiceID: Sums] = [:]
        for row in try await database.query("SELECT id, total, paid FROM invoice") {
            let (id, total, paid) = try row.decode((InvoiceID, Money, Money).self)
            sums[id] = Sums(total: total, paid: paid)
        }
        for row in try await database.query("SELECT invoice_id, debit, credit, amount FROM ledger_transfer") {
            let (id, debit, credit, amount) = try row.decode((InvoiceID, String, String, Money).self)
            sums[id]?.book(debit, credit, amount)
        }
        return sums
    }

    private func replayed() async throws -> [InvoiceID: Sums] {
        var sums: [InvoiceID: Sums] = [:]
        for row in try await database.query("SELECT invoice_id, code, amount FROM invoice_line") {
            let (id, code, amount) = try row.decode((InvoiceID, PriceLine.Code, Money).self)
            sums[id, default: Sums()].total += amount
            let credit = code == .cancellationCredit ? "credits" : "discounts"
            if amount > .zero { sums[id]?.book("receivable", code.isFee ? "fees" : "tuition", amount) }
            if amount < .zero { sums[id]?.book(credit, "receivable", -amount) }
        }
        let cash = ["card": "cashCard", "check": "cashCheck", "purchaseOrder": "cashPurchaseOrder"]
        let moved = try await database.query(
            """
            SELECT invoice_id, method, amount FROM payment
            UNION ALL SELECT p.invoice_id, p.method, -r.amount FROM refund r JOIN payment p ON p.id = r.payment_id
            UNION ALL SELECT p.invoice_id, p.method, -d.amount FROM dispute_part d JOIN payment p ON p.id = d.payment_id
                JOIN dispute ON dispute.id = d.dispute_id AND dispute.status <> 'won'
            """)
        for row in moved {
            let (id, method, amount) = try row.decode((InvoiceID, String, Money).self)
            sums[id, default: Sums()].paid += amount
            sums[id]?.book(cash[method] ?? method, "receivable", amount)
        }
        return sums
    }

    /// Returns the sums that a subscriber gets from the facts.
    private func published() async throws -> [InvoiceID: Money] {
        var published: [InvoiceID: Money] = [:]
        let rows = try await database.query(
            """
            SELECT aggregate_id::uuid, type, (payload::jsonb ->> 'amount')::bigint FROM outbox
            WHERE type LIKE 'org.muster.registration.payment.%' AND kind = 'fact'
            """)
        for row in rows {
            let (id, type, amount) = try row.decode((InvoiceID, String, Money).self)
            published[id, default: .zero] += type.contains("settled") ? amount : -amount
        }
        return published
    }
}
