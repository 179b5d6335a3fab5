import Observability
import Primitives
import RegistrationDomain
import UseCases

/// Has the card provider carry out the refunds that were booked (E8): the job `card-refunds`.
///
/// A refund may be attempted often, and the process may end at any point. The provider recognises an order by its key
/// for a day and by the order's mark at any time, which is looked for before every further attempt.
struct DispatchRefunds: Sendable {
    let orders: RefundOrderRepository
    let provider: any PaymentProvider
    let log: Log
    private let done: Counter
    private let failed: Counter

    init(_ orders: RefundOrderRepository, _ provider: any PaymentProvider, log: Log, metrics: MetricsRegistry) {
        self.orders = orders
        self.provider = provider
        self.log = log
        done = metrics.counter("muster_card_refunds_total", "Refunds that the card provider accepted.")
        failed = metrics.counter(
            "muster_card_refunds_failed_total", "Refunds that the card provider refused, which staff handles.")
    }

    /// Carries out every order that is due.
    func callAsFunction() async throws {
        Rule.keep(.E8)
        while true {
            let due = try await orders.claimDue()
            guard !due.isEmpty else { return }
            for refund in due where refund.provider == provider.name { try await carryOut(refund) }
        }
    }

    private func carryOut(_ refund: ProviderRefund) async throws {
        let answer: CardRefund
        do throws(PaymentProviderError) {
            answer = try await request(refund)
        } catch {
            return try await handle(error, of: refund)
        }
        switch answer.outcome {
        case .accepted:
            done.increment()
            await store { try await orders.markDone(refund.id, providerID: answer.id) }
        case .failed(let reason): await fail(refund, reason)
        }
        try Task.checkCancellation()
    }

    private func request(_ refund: ProviderRefund) async throws(PaymentProviderError) -> CardRefund {
        let order = RefundOrder(id: refund.id, reference: refund.reference, amount: refund.amount)
        if let earlier = try await earlier(order, of: refund) { return earlier }
        return try await provider.refund(order, key: refund.idempotencyKey)
    }

    /// Returns the refund that an earlier attempt made, whose answer did not arrive or was not stored.
    private func earlier(
        _ order: RefundOrder, of refund: ProviderRefund
    ) async throws(PaymentProviderError) -> CardRefund? {
        guard refund.attempts > 1, let found = try await provider.find(order) else { return nil }
        if case .failed = found.outcome, refund.round > 1 { return nil }
        return found
    }

    private func handle(_ error: PaymentProviderError, of refund: ProviderRefund) async throws {
        switch error {
        case .refused("charge_already_refunded", let text):
            // The whole charge was refunded at the provider itself, so the payer has the money.
            await store { try await orders.markDone(refund.id, providerID: nil, note: text) }
        case .declined, .refused: await fail(refund, error.description)
        case .notAdmitted, .busy, .broken, .unanswered, .unreachable:
            log.warning(
                "card refund postponed",
                ["refundId": .string(refund.id.description), "error": .string(error.description)])
            let wait = min(3600, 5 * Double(1 << min(refund.attempts, 10)))
            try await orders.postpone(refund.id, by: wait, after: error)
        }
    }

    private func fail(_ refund: ProviderRefund, _ reason: String) async {
        failed.increment()
        log.error(
            "card refund refused", ["refundId": .string(refund.id.description), "error": .string(reason)])
        await store { try await orders.markFailed(refund.id, because: reason) }
    }

    /// Stores the provider's answer. If that fails, the order stays claimed, and its next attempt finds what was done.
    private func store(_ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            log.warning("the answer to a card refund is not stored yet", ["error": .error(error)])
        }
    }
}
