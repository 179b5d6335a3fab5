import Messaging
import Observability
import Primitives
import RegistrationDomain
import UseCases

/// Starts to pay an invoice's balance by card (E8). An unpaid attempt for the same amount is continued, so that a
/// double click, or a page that is opened again, leads to one payment.
///
/// The provider is called between two transactions, so that no row stays locked while it answers.
struct StartCardPayment: Sendable {
    struct Command: Sendable {
        var invoice: InvoiceID
        var match: VersionMatch
        var by: Principal
    }

    /// An attempt with the intent that the provider made for it.
    struct Started: Sendable {
        var attempt: CardAttempt
        var intent: CardIntent
        var provider: CardProvider
    }

    let journal: Journal
    let offerings: OfferingRepository
    let registrations: RegistrationRepository
    let invoices: InvoiceRepository
    let cards: CardRepository
    let access: InvoiceAccess
    /// Nil where no provider is configured.
    let provider: (any PaymentProvider)?
    let log: Log

    /// Prepares the payment at the provider; `record` stores its answer.
    ///
    /// - Throws: `NotFound`, also for everybody who may not pay it; `VersionMismatch`, `CardRejection`,
    ///   `InvoiceRejection.nothingDue`, `PaymentProviderError`.
    func callAsFunction(_ command: Command, at now: Instant) async throws -> Started {
        Rule.keep(.E8)
        guard let invoice = try await invoices.find(command.invoice),
            let record = try await registrations.find(invoice.registration),
            let offering = try await offerings.find(record.offering)
        else { throw NotFound() }
        try await access.requirePayer(command.by, of: record, at: now)
        try command.match.require(invoice.version)
        guard let provider else { throw CardRejection.paymentsOff }
        let attempt = try await journal.update { unit in
            try await begin(command, at: provider.name, at: now, in: unit)
        }
        let order = PaymentOrder(invoice: attempt.invoice, amount: attempt.amount, description: offering.title)
        do throws(PaymentProviderError) {
            let intent = try await provider.makeIntent(order, key: attempt.key.description)
            return Started(attempt: attempt, intent: intent, provider: provider.name)
        } catch {
            log.warning(
                "card payment not started",
                ["invoiceId": .string(attempt.invoice.description), "error": .string(error.description)])
            if error.isFinal { try await cards.delete(attempt) }
            throw error
        }
    }

    /// Stores the provider's reference of a payment.
    func record(_ started: Started, in unit: UnitOfWork) {
        cards.save(started.intent, of: started.attempt, in: unit)
    }

    private func begin(
        _ command: Command, at provider: CardProvider, at now: Instant, in unit: UnitOfWork
    ) async throws -> CardAttempt {
        guard let record = try await invoices.lock(command.invoice, in: unit) else { throw NotFound() }
        let due = try record.invoice.amountToCollect()
        if let open = try await cards.openAttempt(of: command.invoice, due, at: provider, in: unit) { return open }
        let attempt = CardAttempt(key: .new(), invoice: command.invoice, amount: due)
        cards.insert(attempt, at: provider, by: command.by.personID, at: now, in: unit)
        return attempt
    }
}

/// The reason why a card payment, or a provider's report of one, is not accepted.
enum CardRejection: Error, Hashable, Sendable {
    /// No provider is configured.
    case paymentsOff
    /// Only the association's currency is booked.
    case otherCurrency
}
