import Documents
import HTTP
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// Invoices and their documents (E8).
struct InvoiceRoutes: Sendable {
    let journal: Journal
    let policies: Policies
    let renderer: PDFRenderer
    let invoices: InvoiceRepository
    let people: PersonRepository
    let find: FindInvoice
    let issue: IssueInvoice

    init(_ parts: RegistrationParts) {
        let billing = BillingParts(parts)
        journal = parts.journal
        policies = parts.policies
        renderer = parts.renderer
        invoices = billing.invoices
        people = PersonRepository(database: parts.database)
        find = FindInvoice(
            registrations: RegistrationRepository(database: parts.database), invoices: billing.invoices,
            access: billing.access)
        issue = IssueInvoice(policies: parts.policies, invoices: billing.invoices)
    }

    var one: Operation {
        Operation(
            "Show an invoice; its document is numbered when it is first issued",
            description:
                "The document keeps what it stated then. Later lines, such as credits and fees, and the payments are "
                + "listed below, as of the day. Former holders of the seat may read the invoice as well, and so may "
                + "the coordinators of the agency of the day of the registration, which is to pay it.",
            access: .signedIn, answers: [.ok(InvoiceDTO.self), .pdf]
        ) { call in
            let invoice = try await find(try call.path("id"), for: try call.signedIn(), at: call.now)
            if call.preferred(["application/json", "application/pdf"]) == "application/pdf" {
                return try await document(invoice.invoice.id, at: call.now)
            }
            return try .ok(InvoiceDTO(invoice), version: invoice.version)
        }
    }

    private func document(_ id: InvoiceID, at now: Instant) async throws -> Response {
        let number = try await journal.update { unit in try await issue(id, at: now, in: unit) }
        // The invoice may have been issued, paid or changed since it was read.
        guard let invoice = try await invoices.find(id), let issue = invoice.issue else { throw NotFound() }
        let name = try await people.names(of: [issue.person], from: people.database)[issue.person]
        let document = InvoiceDocument(
            record: invoice, number: number, issue: issue, name: name, asOf: policies.associationDay(now),
            day: policies.associationDay)
        return .bytes("application/pdf", try await document.pdf(renderer), fileName: "invoice-\(number).pdf")
    }
}
