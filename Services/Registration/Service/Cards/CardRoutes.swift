import HTTP
import Idempotency
import JSONTree
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// Payments by card (E8).
struct CardRoutes: Sendable {
    let journal: Journal
    let start: StartCardPayment

    init(_ parts: RegistrationParts) {
        let billing = BillingParts(parts)
        journal = parts.journal
        start = StartCardPayment(
            journal: parts.journal, offerings: OfferingRepository(database: parts.database),
            registrations: RegistrationRepository(database: parts.database), invoices: billing.invoices,
            cards: CardRepository(database: parts.database), access: billing.access, provider: parts.cards,
            log: parts.log)
    }

    var starting: Operation {
        Operation(
            "Start to pay an invoice's balance by card",
            description: "The payer's browser completes the payment at the provider with `clientSecret`, and the "
                + "provider reports it by webhook. Another request for the same amount returns the same payment.",
            access: .signedIn, answers: [.created(CardIntentDTO.self)],
            problems: [
                .cardPaymentsOff, .nothingDue, .cardDeclined, .cardPaymentRefused, .cardProviderBusy,
                .cardProviderUnavailable,
            ], idempotent: true
        ) { call in
            let command = StartCardPayment.Command(
                invoice: try call.path("id"), match: call.versionMatch(), by: try call.signedIn())
            let started = try await start(command, at: call.now)
            return try await journal.transact(call) { unit in
                start.record(started, in: unit)
                return try .created(CardIntentDTO(started), location: "/v1/invoices/\(started.attempt.invoice)")
            }
        }
    }
}

extension ProblemCode {
    static let currencyUnknown = ProblemCode("currencyUnknown", "Only USD is accepted")
    static let cardPaymentsOff = ProblemCode("cardPaymentsOff", "Card payments are not offered")
    static let cardDeclined = ProblemCode("cardDeclined", "The card was declined")
    static let cardPaymentRefused = ProblemCode("cardPaymentRefused", "The card provider refused this payment")
    static let cardProviderBusy = ProblemCode("cardProviderBusy", "The card provider is busy; try again", status: 503)
    static let cardProviderUnavailable = ProblemCode(
        "cardProviderUnavailable", "The card provider cannot be reached; try again", status: 503)
}

extension CardRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .paymentsOff: Problem(.cardPaymentsOff, "Pay by check or purchase order.")
        case .otherCurrency: Problem(.currencyUnknown)
        }
    }
}

extension PaymentProviderError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .declined(let code, let text):
            Problem(.cardDeclined, text, extensions: ["declineCode": .string(code)])
        case .refused(let code, let text):
            Problem(.cardPaymentRefused, text, extensions: ["providerCode": .string(code)])
        case .busy(let retryAfter): Problem(.cardProviderBusy, retryAfter: retryAfter ?? .seconds(2))
        case .notAdmitted, .broken, .unanswered, .unreachable:
            // The provider's text is logged; a client can do nothing with it.
            Problem(.cardProviderUnavailable, retryAfter: .seconds(5))
        }
    }
}
