import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Corrects the price of a registration to the member rate when a membership that was in force and granted at the time
/// of the registration becomes known (E1). The difference is credited by a line of its own.
struct CorrectPrice: Sendable {
    let registrations: RegistrationRepository
    let seats: SeatBookRepository
    let invoices: InvoiceRepository
    let book: BookInvoiceChange
    let settle: SettleInvoice
    let mail: BillingMail

    func callAsFunction(_ id: RegistrationID, at now: Instant, in unit: UnitOfWork) async throws {
        Rule.keep(.E1)
        guard var (offering, record) = try await seats.lock(registration: id, in: unit),
            let line = record.registration.correctPrice(of: &record.quote)
        else { return }
        record = try registrations.saveQuote(record, in: unit)
        guard let invoiceID = record.invoice, let invoice = try await invoices.lock(invoiceID, in: unit) else {
            return
        }
        var account = RegistrationAccount(registration: record, invoice: invoice)
        let change = account.invoice.invoice.charge([line])
        account.invoice = book(
            change, of: account.invoice, from: .init(rulePack: record.quote.rulePack), at: now, in: unit)
        try await settle.confirmIfPaid(&account, of: &offering, at: now, in: unit)
        mail.enqueueCorrection(of: account, at: now, in: unit)
        settle.refundOverpayment(of: &account, because: "the price was corrected", at: now, in: unit)
    }
}
