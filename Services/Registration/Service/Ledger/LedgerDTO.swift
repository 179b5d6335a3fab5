import JSONSchema
import Primitives
import RegistrationDomain

/// The ledger's trial balance (E8).
struct LedgerDTO: WireType {
    struct Account: WireType {
        var code: LedgerAccount
        var debit: Money
        var credit: Money

        static let constraints = Constraints([CodingKeys.debit: .amount, .credit: .amount])
    }

    var accounts: [Account]
    /// Debits less credits, which is always zero.
    var balance: Money
    var currency = Money.currency

    static let constraints = Constraints([CodingKeys.balance: .amount, .currency: .currency])

    init(_ trial: TrialBalance) {
        accounts = trial.rows.map { Account(code: $0.account, debit: $0.debit, credit: $0.credit) }
        balance = trial.balance
    }
}
