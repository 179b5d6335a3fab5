import Primitives
import RegistrationDomain

/// An invoice that is opened, with its first lines and bookings (E8).
struct NewInvoice: Sendable {
    let record: InvoiceRecord
    let change: InvoiceChange
    let rulePack: String

    /// The invoice of a registration, with the lines of its frozen price.
    init(_ id: InvoiceID, for registration: RegistrationRecord) {
        var invoice = InvoiceRecord(
            invoice: Invoice(id: id), registration: registration.registration.id, offering: registration.offering,
            number: nil, purchaseOrder: registration.purchaseOrder, madeAt: registration.registeredAt, version: 1)
        change = invoice.invoice.charge(registration.quote.lines)
        record = invoice
        rulePack = registration.quote.rulePack
    }
}
