import DomainClock
import JSONTree
import Mail
import Postgres
import Primitives
import RegistrationDomain

/// Composes messages about a registration: its seat, its money and its class.
extension MailComposer {
    func seat(_ message: MemberMessage, _ row: MailRow, _ sql: Transaction) async throws -> MailComposition {
        let id = RegistrationID(row.about)
        guard let record = try await store.registration(id, from: sql),
            let offering = try await store.offering(record.offering, from: sql), let person = row.person
        else { return .drop("the registration does not exist") }
        var standing = MessageContext(
            holder: record.registration.person, status: record.registration.status,
            confirmBy: record.registration.confirmBy, offeringStatus: offering.status, startsOn: offering.startsOn)
        if message == .evaluationOpen {
            standing.attendedDays = try await store.attendedDays(of: id, from: sql)
            standing.isEvaluated = try await store.evaluation(of: id, from: sql) != nil
        }
        let moment = store.moment(now(), venueZone: offering.venue.timeZone)
        if let reason = message.reasonNotToSend(to: person, standing, at: moment) { return .drop(reason) }
        var invoice: InvoiceRecord?
        if let id = record.invoice { invoice = try await store.invoice(id, from: sql) }
        var fields = fields(offering, page: "registrations", number: id.description)
        fields["invoice"] = invoice.map { $0.number ?? $0.invoice.id.description }
        fields["invoiceLink"] = record.invoice.flatMap { link("invoices/\($0)") }
        fields["amountDue"] = invoice.flatMap { MailWords.positive($0.invoice.balance) }
        switch message {
        case .classReminder:
            guard isDue(row, offering) else { return .drop("another reminder is due or the class has moved") }
            fields["when"] = MailWords.inDays(moment.venueDay.days(until: offering.startsOn))
        case .evaluationOpen: fields["link"] = link("registrations/\(id)/evaluation")
        case .classChanged:
            fields["datesBefore"] = row.content["datesBefore"]?.string
            fields["venueBefore"] = row.content["venueBefore"]?.string
            if record.registration.status.attends, record.registration.total > .zero {
                let ground = try await store.freeCancellation(of: record, in: offering, from: sql)
                let last = ground?.lastDay(under: store.policy(at: now()))
                fields["freeUntil"] = last.flatMap { $0 >= moment.venueDay ? MailWords.day($0) : nil }
            }
        case .waitlisted: fields["position"] = try await store.position(of: record, from: sql).map(String.init)
        case .classCancelled:
            fields["calendarLink"] = calendarLink
            fields["reason"] = try await sql.query(
                "SELECT cancellation_reason FROM offering WHERE id = \(offering.id)"
            ).first?.value(at: 0, as: String?.self)
            fields["refund"] = MailWords.positive(record.refund)
        default: fields.merge(details(message, row, record, offering, invoice)) { $1 }
        }
        return try await send(fields, row, sql)
    }

    private func details(
        _ message: MemberMessage, _ row: MailRow, _ record: RegistrationRecord, _ offering: Offering,
        _ invoice: InvoiceRecord?
    ) -> [String: String] {
        var fields: [String: String] = [:]
        fields["price"] = MailWords.amount(record.registration.total)
        switch message {
        case .registered:
            fields["audit"] = record.registration.kind == .audit ? "audit" : nil
            fields["purchaseOrder"] = record.purchaseOrder
        case .seatOffered:
            let zone = store.zones.zone(offering.venue.timeZone) ?? .utc
            fields["confirmBy"] = record.registration.confirmBy.map { MailWords.moment($0, in: zone) }
        case .seatGivenAway: fields["fee"] = fee(.transferFee, invoice)
        case .registrationCancelled:
            fields["fee"] = fee(.cancellationFee, invoice)
            fields["refund"] = MailWords.positive(record.refund)
        case .paymentReceived, .refunded:
            fields["amount"] = row.content["amount"]?.integer.map { MailWords.amount(Money(cents: $0)) }
            fields["done"] = row.content["done"]?.bool == true ? "done" : nil
            fields["method"] = row.content["method"]?.string.flatMap(PaymentMethod.init).map(MailWords.method)
            fields["balance"] = invoice.flatMap { MailWords.positive($0.invoice.balance) }
            fields["confirmed"] = record.registration.status == .confirmed ? "confirmed" : nil
        default: break
        }
        return fields
    }

    private func fee(_ code: PriceLine.Code, _ invoice: InvoiceRecord?) -> String? {
        invoice?.invoice.lines.last { $0.code == code }.flatMap { MailWords.positive($0.amount) }
    }

    /// Whether this row's reminder is the one that is due.
    private func isDue(_ row: MailRow, _ offering: Offering) -> Bool {
        guard row.content["startsOn"]?.string == offering.startsOn.description,
            let due = store.reminderDue(offering, at: now())
        else { return false }
        return row.content["days"]?.integer == due.days
    }
}
