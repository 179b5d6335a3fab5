import HTTP
import JSONSchema
import JSONTree
import Messaging
import Primitives
import RegistrationDomain
import Security
import UseCases
import Web

/// E8: invoices, payments, refunds, the provider's webhook, the ledger.
extension RegistrationAPI {
    var moneyEndpoints: [Endpoint] {
        let endpoints = [
            Endpoint(
                "GET", "/v1/invoices/{id}", "An invoice; its document gets its number when it is first issued",
                description:
                    "The document keeps what it said then; what was added since, credits and fees, and what was "
                    + "paid stand below, as of the day. Also for who held the seat before a transfer, and for who coordinates the agency of the "
                    + "day of the registration: it is theirs to pay.",
                access: .signedIn, answers: [.ok(InvoiceDTO.schema), .pdf]
            ) { call in
                let principal = try call.signedIn()
                guard let invoice = try await store.invoice(try call.path("id"), from: store.database),
                    let record = try await store.registration(invoice.registration, from: store.database)
                else { throw Problem.notFound }
                try await admit(principal, toInvoiceOf: record, at: call.now, from: store.database)
                if call.preferred(["application/json", "application/pdf"]) == "application/pdf" {
                    return try await document(invoice, at: call.now)
                }
                return try .ok(InvoiceDTO(invoice), version: invoice.version)
            },
            Endpoint(
                "POST", "/v1/invoices/{id}/payments", "Record a payment", access: .staff,
                body: .json(NewPaymentDTO.schema), answers: [.created(BookedDTO.schema)],
                problems: [.amountExceedsBalance, .ownInvoice], idempotent: true
            ) { call in
                let new = try call.decode(NewPaymentDTO.self)
                let principal = try call.signedIn()
                return try await transact(call) { unit in
                    let locked = try await lockedAccount(try call.path("id"), call, in: unit)
                    try await refuseOwn(locked.1.registration, of: principal, at: call.now, from: unit.sql)
                    let payment = Payment(
                        id: .new(), method: new.method, amount: new.amount, reference: new.reference)
                    let account = try await store.pay(
                        payment, on: locked, by: principal.personID, at: call.now, in: unit)
                    return try .created(
                        BookedDTO(paymentId: payment.id, invoice: InvoiceDTO(account.invoice)),
                        location: "/v1/invoices/\(account.invoice.invoice.id)", version: account.invoice.version)
                }
            },
            Endpoint(
                "POST", "/v1/payments/{id}/refunds", "Give money of a payment back", access: .staff,
                body: .json(NewRefundDTO.schema), answers: [.created(BookedDTO.schema)],
                problems: [.amountExceedsPayment, .ownInvoice], idempotent: true
            ) { call in
                let new = try call.decode(NewRefundDTO.self)
                let principal = try call.signedIn()
                return try await transact(call) { unit in
                    let payment: PaymentID = try call.path("id")
                    guard let invoice = try await store.invoice(ofPayment: payment, from: unit.sql) else {
                        throw Problem.notFound
                    }
                    let locked = try await lockedAccount(invoice, call, in: unit)
                    try await refuseOwn(locked.1.registration, of: principal, at: call.now, from: unit.sql)
                    let account = try await store.refund(
                        payment, new.amount, reason: new.reason, on: locked, by: principal.personID, at: call.now,
                        in: unit)
                    return try .created(
                        BookedDTO(paymentId: payment, invoice: InvoiceDTO(account.invoice)),
                        location: "/v1/invoices/\(invoice)", version: account.invoice.version)
                }
            },
            Endpoint(
                "GET", "/v1/reports/ledger", "The ledger's trial balance", access: .staff,
                answers: [.ok(LedgerDTO.schema)]
            ) { _ in try .ok(LedgerDTO(try await store.trialBalance())) },
        ]
        return endpoints + (webhookSecret == nil ? [] : [webhookEndpoint])
    }

    private var webhookEndpoint: Endpoint {
        Endpoint(
            "POST", "/v1/webhooks/payments", "The payment provider tells what happened",
            description: "Signed: `Muster-Signature: t=<unix>,v1=<hex>`, the HMAC-SHA256 of `t`, a dot and the body.",
            access: .anyone,
            headers: [.header("Muster-Signature", .string(minLength: 1, maxLength: 300), "`t=<unix>,v1=<hex>`")],
            body: .json(WebhookDTO.schema), proof: proof("Muster-Signature", webhookSecret),
            answers: [.ok(.object(.required("received", .boolean)))],
            problems: [.signatureInvalid, .notFound, .currencyUnknown], rate: .unlimited
        ) { call in
            let event = try call.decode(WebhookDTO.self)
            guard event.currency == Money.currency else { throw Problem(.currencyUnknown) }
            guard let kind = ProviderEvent.Kind(rawValue: event.type) else { throw Problem(.invalid) }
            return try await transact(call) { unit in
                let isKnown = try await store.take(
                    ProviderEvent(
                        id: event.id, kind: kind, invoice: event.invoiceId, amount: event.amount,
                        reference: event.reference), at: call.now, in: unit)
                guard isKnown else { throw Problem.notFound }
                return try .ok(["received": true])
            }
        }
    }

    /// That a provider signed the body: judged first, so that nobody else learns what would be taken.
    func proof(_ header: String, _ secret: SecretBytes?) -> Operation.Proof {
        { [realTime] request, body, now in
            guard let secret else { throw Problem(.cardPaymentsOff) }
            guard let field = request.headers[header], let signature = WebhookSignature(header: field),
                secret.withBytes({ signature.isValid(for: body, secret: $0, near: [realTime(), now]) })
            else { throw Problem(.signatureInvalid) }
        }
    }

    private func document(_ invoice: InvoiceRecord, at now: Instant) async throws
        -> Response
    {
        guard let number = try await store.number(invoice.invoice.id, at: now),
            // Read again: it may have been issued, paid or changed since.
            let invoice = try await store.invoice(invoice.invoice.id, from: store.database),
            let issue = invoice.issue
        else { throw Problem.notFound }
        let name = try await store.names(of: [issue.person], from: store.database)[issue.person]
        let document = InvoiceDocument(
            record: invoice, number: number, issue: issue, name: name, asOf: store.associationDay(now),
            day: store.associationDay)
        let pdf = try await document.pdf(renderer)
        return .bytes("application/pdf", pdf, fileName: "invoice-\(number).pdf")
    }

    private func lockedAccount(_ id: InvoiceID, _ call: Call, in unit: UnitOfWork) async throws -> (
        Offering, RegistrationAccount
    ) {
        guard let locked = try await store.account(of: id, in: unit) else { throw Problem.notFound }
        try call.requireMatch(locked.1.invoice.version)
        return locked
    }
}
