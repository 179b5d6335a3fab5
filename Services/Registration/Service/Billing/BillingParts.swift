import Messaging
import Primitives
import RegistrationDomain

/// The repositories and use cases of money that several routes, jobs and handlers share.
struct BillingParts: Sendable {
    let invoices: InvoiceRepository
    let payments: PaymentRepository
    let refunds: RefundRepository
    let orders: RefundOrderRepository
    let ledger: LedgerRepository
    let accounts: AccountRepository
    let reports: ReportRepository
    let disputes: DisputeRepository
    let access: InvoiceAccess
    let mail: BillingMail
    let book: BookInvoiceChange
    let settle: SettleInvoice
    let refund: BookRefund
    let bookReportedRefund: BookReportedRefund
    let hold: HoldDisputedAmount
    let applyWaitingReports: ApplyWaitingReports
    let pay: BookPayment
    let correctPrice: CorrectPrice

    init(_ store: RegistrationStore) {
        let policies = store.policies
        invoices = InvoiceRepository(database: store.database)
        payments = PaymentRepository(database: store.database)
        refunds = RefundRepository(database: store.database)
        orders = RefundOrderRepository(database: store.database, wakeup: store.refundsWakeup)
        ledger = LedgerRepository(database: store.database)
        accounts = AccountRepository(store: store, invoices: invoices)
        reports = ReportRepository(database: store.database)
        disputes = DisputeRepository(database: store.database)
        access = InvoiceAccess(registrations: SeatParts(store).access)
        mail = BillingMail(outbox: store.mail)
        book = BookInvoiceChange(
            invoices: invoices, payments: payments, refunds: refunds, orders: orders, ledger: ledger)
        settle = SettleInvoice(store: store, policies: policies, accounts: accounts, book: book, mail: mail)
        refund = BookRefund(policies: policies, accounts: accounts, book: book, mail: mail)
        bookReportedRefund = BookReportedRefund(reports: reports, refund: refund)
        hold = HoldDisputedAmount(policies: policies, disputes: disputes, book: book)
        applyWaitingReports = ApplyWaitingReports(
            reports: reports, disputes: disputes, bookRefund: bookReportedRefund, hold: hold)
        pay = BookPayment(
            policies: policies, book: book, settle: settle, applyWaitingReports: applyWaitingReports, mail: mail)
        correctPrice = CorrectPrice(store: store, invoices: invoices, book: book, settle: settle, mail: mail)
    }
}
