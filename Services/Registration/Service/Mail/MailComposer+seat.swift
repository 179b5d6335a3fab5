import DomainClock
import JSONTree
import Mail
import Postgres
import Primitives
import RegistrationDomain

/// A message about a registration, with what its fields are read from.
private struct SeatMessage {
    var message: MemberMessage
    var row: MailRow
    var record: RegistrationRecord
    var offering: Offering
    var invoice: InvoiceRecord?
    var moment: RegistrationMoment
}

/// Composes messages about a registration: its seat, its money and its class.
extension MailComposer {
    func seat(_ message: MemberMessage, _ row: MailRow, _ sql: Transaction) async throws -> MailComposition {
        let id = RegistrationID(row.about)
        guard let record = try await registrations.find(id, from: sql),
            let offering = try await offerings.find(record.offering, from: sql), let person = row.person
        else { return .drop("the registration does not exist") }
        var context = MessageContext(
            holder: record.registration.person, status: record.registration.status,
            confirmBy: record.registration.confirmBy, offeringStatus: offering.status, startsOn: offering.startsOn)
        if message == .evaluationOpen {
            context.attendedDays = try await attendance.daysAttended(by: id, from: sql)
            context.isEvaluated = try await evaluations.find(id, from: sql) != nil
        }
        let moment = policies.moment(now(), at: offering)
        if let reason = message.reasonNotToSend(to: person, context, at: moment) { return .drop(reason) }
        if message == .classReminder, !isDue(row, offering) {
            return .drop("another reminder is due or the class has moved")
        }
        var invoice: InvoiceRecord?
        if let id = record.invoice { invoice = try await invoices.find(id, from: sql) }
        let subject = SeatMessage(
            message: message, row: row, record: record, offering: offering, invoice: invoice, moment: moment)
        var fields = fields(offering, page: "registrations", number: id.description)
        fields["invoice"] = invoice.map { $0.number ?? $0.invoice.id.description }
        fields["invoiceLink"] = record.invoice.flatMap { link("invoices/\($0)") }
        fields["amountDue"] = invoice.flatMap { MailWords.positive($0.invoice.balance) }
        fields.merge(details(subject)) { $1 }
        fields.merge(try await readDetails(subject, sql)) { $1 }
        return try await send(fields, row, sql)
    }

    /// Returns the fields of a message that need further reads.
    private func readDetails(_ subject: SeatMessage, _ sql: Transaction) async throws -> [String: String] {
        let (record, offering) = (subject.record, subject.offering)
        var fields: [String: String] = [:]
        switch subject.message {
        case .classChanged where record.registration.status.attends && record.registration.total > .zero:
            let exemption = try await moves.freeCancellation(of: record, in: offering.id, from: sql)
            let last = exemption?.lastDay(under: policies.policy(at: now()))
            fields["freeUntil"] = last.flatMap { $0 >= subject.moment.venueDay ? MailWords.day($0) : nil }
        case .waitlisted: fields["position"] = try await registrations.position(of: record, from: sql).map(String.init)
        case .classCancelled:
            fields["reason"] = try await mails.cancellationReason(of: offering.id, from: sql)
        default: break
        }
        return fields
    }

    private func details(_ subject: SeatMessage) -> [String: String] {
        let (record, content, invoice) = (subject.record, subject.row.content, subject.invoice)
        var fields = ["price": MailWords.amount(record.registration.total)]
        switch subject.message {
        case .classReminder:
            fields["when"] = MailWords.inDays(subject.moment.venueDay.days(until: subject.offering.startsOn))
        case .evaluationOpen: fields["link"] = link("registrations/\(record.registration.id)/evaluation")
        case .classChanged:
            fields["datesBefore"] = content["datesBefore"]?.string
            fields["venueBefore"] = content["venueBefore"]?.string
        case .classCancelled:
            fields["calendarLink"] = calendarLink
            fields["refund"] = MailWords.positive(record.refund)
        case .registered:
            fields["audit"] = record.registration.kind == .audit ? "audit" : nil
            fields["purchaseOrder"] = record.purchaseOrder
        case .seatOffered:
            fields["confirmBy"] = record.registration.confirmBy.map {
                MailWords.moment($0, in: zone(of: subject.offering))
            }
        case .seatGivenAway: fields["fee"] = fee(.transferFee, invoice)
        case .registrationCancelled:
            fields["fee"] = fee(.cancellationFee, invoice)
            fields["refund"] = MailWords.positive(record.refund)
        case .paymentReceived, .refunded:
            fields["amount"] = content["amount"]?.integer.map { MailWords.amount(Money(cents: $0)) }
            fields["done"] = content["done"]?.bool == true ? "done" : nil
            fields["method"] = content["method"]?.string.flatMap(PaymentMethod.init).map(MailWords.method)
            fields["balance"] = invoice.flatMap { MailWords.positive($0.invoice.balance) }
            fields["confirmed"] = record.registration.status == .confirmed ? "confirmed" : nil
        default: break
        }
        return fields
    }

    private func fee(_ code: PriceLine.Code, _ invoice: InvoiceRecord?) -> String? {
        invoice?.invoice.lines.last { $0.code == code }.flatMap { MailWords.positive($0.amount) }
    }

    /// Returns whether this row's reminder is the one that is due.
    private func isDue(_ row: MailRow, _ offering: Offering) -> Bool {
        guard row.content["startsOn"]?.string == offering.startsOn.description,
            let due = policies.dueReminder(
                startsOn: offering.startsOn, timeZone: offering.venue.timeZone, at: now())
        else { return false }
        return row.content["days"]?.integer == due.days
    }
}
