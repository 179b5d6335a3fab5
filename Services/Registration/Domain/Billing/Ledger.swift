package import Primitives

/// The accounts of the double-entry ledger (E8).
package enum LedgerAccount: String, Codable, CaseIterable, Sendable {
    /// Asset: what is due on invoices.
    case receivable
    case cashCard
    case cashCheck
    case cashPurchaseOrder
    /// Income.
    case tuition
    case fees
    /// Reductions of income: discounts and awards, and prices credited at a cancellation.
    case discounts
    case credits
}

/// One booking: the same amount to the debit of one account and to the credit of another, so no set of them can be out of balance.
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

/// An account's two columns; balanced when both sum to the same over all accounts.
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

    package init(of transfers: [LedgerTransfer]) {
        rows = LedgerAccount.allCases.map { account in
            Row(
                account: account,
                debit: transfers.filter { $0.debit == account }.reduce(.zero) { $0 + $1.amount },
                credit: transfers.filter { $0.credit == account }.reduce(.zero) { $0 + $1.amount })
        }
    }

    /// Debits less credits over all accounts: zero.
    package var balance: Money { rows.reduce(.zero) { $0 + $1.debit - $1.credit } }
}
