import Primitives
import RegistrationDomain

/// An invoice with what its sums are not derived from.
struct InvoiceRecord: Hashable, Sendable {
    var invoice: Invoice
    var registration: RegistrationID
    var offering: OfferingID
    var number: String?
    var purchaseOrder: String?
    var madeAt: Instant
    /// When each line was added, in the lines' order.
    var lineTimes: [Instant] = []
    /// The document as it was first issued; nil before.
    var issue: InvoiceIssue?
    var version: Int
}

/// What an invoice's document stated when it was first issued, which does not change afterwards (E8).
struct InvoiceIssue: Hashable, Sendable {
    /// A class's title, days and city at that time.
    struct Subject: Hashable, Codable, Sendable {
        var title: String
        var startsOn: Day
        var endsOn: Day
        var city: String
    }

    var at: Instant
    /// The number of lines.
    var lines: Int
    /// The document shows the person's present name, and none after erasure.
    var person: PersonID
    var subject: Subject
}

/// A registration with its invoice, on which money is booked.
struct RegistrationAccount: Sendable {
    var registration: RegistrationRecord
    var invoice: InvoiceRecord
}
