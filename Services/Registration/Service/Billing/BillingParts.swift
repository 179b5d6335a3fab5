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

    init(_ parts: RegistrationParts) {
        let (database, policies, seats) = (parts.database, parts.policies, SeatParts(parts))
        invoices = InvoiceRepository(database: database)
        payments = PaymentRepository(database: database)
        refunds = RefundRepository(database: database)
        orders = RefundOrderRepository(database: database, wakeup: parts.refundsWakeup)
        ledger = LedgerRepository(database: database)
        accounts = AccountRepository(registrations: seats.registrations, seats: seats.books, invoices: invoices)
        reports = ReportRepository(database: database)
        disputes = DisputeRepository(database: database)
        access = InvoiceAccess(registrations: seats.access)
        mail = BillingMail(outbox: parts.mail)
        book = BookInvoiceChange(
            invoices: invoices, payments: payments, refunds: refunds, orders: orders, ledger: ledger)
        settle = SettleInvoice(
            policies: policies, accounts: accounts, seats: seats.books, changes: seats.changes, book: book, mail: mail)
        refund = BookRefund(policies: policies, accounts: accounts, book: book, mail: mail)
        bookReportedRefund = BookReportedRefund(reports: reports, refund: refund)
        hold = HoldDisputedAmount(policies: policies, disputes: disputes, book: book)
        applyWaitingReports = ApplyWaitingReports(
            reports: reports, disputes: disputes, bookRefund: bookReportedRefund, hold: hold)
        pay = BookPayment(
            policies: policies, book: book, settle: settle, applyWaitingReports: applyWaitingReports, mail: mail)
        correctPrice = CorrectPrice(
            registrations: seats.registrations, seats: seats.books, invoices: invoices, book: book, settle: settle,
            mail: mail)
    }
}
