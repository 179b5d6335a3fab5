package import Primitives

/// The accounts of the double-entry ledger (E8).
package enum LedgerAccount: String, Codable, CaseIterable, Sendable {
    /// Asset: the amounts due on invoices.
    case receivable
    case cashCard
    case cashCheck
    case cashPurchaseOrder
    /// Income.
    case tuition
    case fees
    /// Reductions of income: discounts and awards.
    case discounts
    /// Reductions of income: prices credited at a cancellation.
    case credits
}

/// A booking of one amount to the debit of one account and to the credit of another, so that every set of bookings
/// balances (E8).
package struct LedgerTransfer: Hashable, Sendable {
    package var debit: LedgerAccount
    package var credit: LedgerAccount
    /// Above zero.
    package var amount: Money

    package init(debit: LedgerAccount, credit: LedgerAccount, amount: Money) {
        self.debit = debit
        self.credit = credit
        self.amount = amount
    }
}

/// The sums of each account's debits and credits. They balance if both columns have the same total.
package struct TrialBalance: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package var account: LedgerAccount
        package var debit: Money
        package var credit: Money

        package init(account: LedgerAccount, debit: Money, credit: Money) {
            self.account = account
            self.debit = debit
            self.credit = credit
        }
    }

    package var rows: [Row]

    package init(rows: [Row]) {
        self.rows = rows
    }

    /// Debits less credits over all accounts: zero if they balance.
    package var balance: Money { rows.reduce(.zero) { $0 + $1.debit - $1.credit } }
}
