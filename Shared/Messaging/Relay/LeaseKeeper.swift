import Executors

/// Renews the lease while a leader leads, and ends both before the lease does when it cannot (R6).
struct LeaseKeeper: Sendable {
    private let store: LeaseStore
    let grant: LeaseStore.Grant
    private let start: ContinuousClock.Instant
    let holder: String

    init(_ store: LeaseStore, grant: LeaseStore.Grant, sentAt: ContinuousClock.Instant) {
        self.store = store
        self.grant = grant
        start = sentAt
        holder = store.holder
    }

    /// Returns never: throws `LeaseLost` in time, or the task's cancellation.
    func run() async throws {
        var lease = LeaseState(length: store.length)
        lease.granted(term: grant.term, sentAt: .zero)
        while true {
            guard let renewsAt = lease.renewsAt, let end = lease.leadsUntil else { throw LeaseLost() }
            try await Task.sleep(until: start + renewsAt, clock: .continuous)
            let sentAt = ContinuousClock.now - start
            guard lease.mayLead(at: sentAt) else { throw LeaseLost() }
            do {
                guard try await store.renew(term: grant.term, within: end - sentAt) else { throw LeaseLost() }
            } catch {
                try Task.checkCancellation()
                throw LeaseLost()
            }
            lease.granted(term: grant.term, sentAt: sentAt)
        }
    }

    func release() async throws {
        try await store.release(term: grant.term)
    }
}
