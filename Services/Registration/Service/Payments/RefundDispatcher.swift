import Observability
import Primitives

/// Has the provider carry out the refunds that were booked (E8): the job `card-refunds`.
///
/// A refund may be tried often, and its process may be gone at any point. The provider knows the order by its key for a day, and by
/// the mark on it for ever, which is looked for before any second try.
struct RefundDispatcher: Sendable {
    let store: RegistrationStore
    let provider: any PaymentProvider
    let log: Log
    private let done: Counter
    private let failed: Counter

    init(_ store: RegistrationStore, _ provider: any PaymentProvider, log: Log, metrics: MetricsRegistry) {
        self.store = store
        self.provider = provider
        self.log = log
        done = metrics.counter("muster_card_refunds_total", "Refunds that the card provider took.")
        failed = metrics.counter(
            "muster_card_refunds_failed_total", "Refunds that the card provider refused; staff looks after them.")
    }

    /// One round, over everything that is due.
    func run() async throws {
        while true {
            let due = try await store.takeDueRefunds()
            guard !due.isEmpty else { return }
            for refund in due where refund.provider == provider.name { try await carryOut(refund) }
        }
    }

    private func carryOut(_ refund: ProviderRefund) async throws {
        let order = RefundOrder(id: refund.id, reference: refund.reference, amount: refund.amount)
        let answer: CardRefund
        do throws(PaymentProviderError) {
            answer = try await ask(order, of: refund)
        } catch {
            return try await handle(error, of: refund)
        }
        switch answer.outcome {
        case .accepted:
            done.increment()
            await settle { try await store.markDone(refund.id, providerID: answer.id) }
        case .failed(let reason): await fail(refund, reason)
        }
        try Task.checkCancellation()
    }

    private func ask(_ order: RefundOrder, of refund: ProviderRefund) async throws(PaymentProviderError) -> CardRefund {
        if let earlier = try await earlier(order, of: refund) { return earlier }
        return try await provider.refund(order, key: refund.idempotencyKey)
    }

    /// The refund that an earlier try made, whose answer did not come or was not written down.
    private func earlier(_ order: RefundOrder, of refund: ProviderRefund) async throws(PaymentProviderError)
        -> CardRefund?
    {
        guard refund.attempts > 1, let found = try await provider.find(order) else { return nil }
        if case .failed = found.outcome, refund.round > 1 { return nil }
        return found
    }

    private func handle(_ error: PaymentProviderError, of refund: ProviderRefund) async throws {
        switch error {
        case .refused("charge_already_refunded", let text):
            // Somebody gave back all of it at the provider: the money is where it belongs.
            await settle { try await store.markDone(refund.id, providerID: nil, note: text) }
        case .declined, .refused: await fail(refund, error.description)
        case .notAdmitted, .busy, .broken, .unanswered, .unreachable:
            log.warning(
                "card refund waits", ["refundId": .string(refund.id.description), "error": .string(error.description)])
            let wait = min(3600, 5 * Double(1 << min(refund.attempts, 10)))
            try await store.postpone(refund.id, by: wait, error)
        }
    }

    private func fail(_ refund: ProviderRefund, _ reason: String) async {
        failed.increment()
        log.error(
            "card refund refused", ["refundId": .string(refund.id.description), "error": .string(reason)])
        await settle { try await store.markFailed(refund.id, reason) }
    }

    /// The provider has answered. If that cannot be written down, the order stays taken, and its next try finds what was done.
    private func settle(_ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            log.warning("card refund's answer is not written yet", ["error": .error(error)])
        }
    }
}
