import Executors

/// Renews the lease while a leader leads, and ends both before the lease does when it cannot (R6).
struct LeaseKeeper: Sendable {
    private let store: LeaseStore
    let grant: LeaseStore.Grant
    private let start: ContinuousClock.Instant
    let holder: String
    /// Both tasks look at it: the one that renews may hang, the one that ends may not.
    private let lease: Held

    private final class Held: Sendable {
        let state: Monitor<LeaseState>
        init(_ state: LeaseState) { self.state = Monitor(state) }
    }

    init(_ store: LeaseStore, grant: LeaseStore.Grant, sentAt: ContinuousClock.Instant) {
        self.store = store
        self.grant = grant
        start = sentAt
        holder = store.holder
        var lease = LeaseState(length: store.length)
        lease.granted(term: grant.term, sentAt: .zero)
        self.lease = Held(lease)
    }

    /// Returns when sending must stop, by the clock, whatever the renewal waits for.
    func waitForEnd() async throws {
        while let end = lease.state.withLock(\.leadsUntil) {
            if ContinuousClock.now - start >= end { return }
            try await Task.sleep(until: start + end, clock: .continuous)
        }
    }

    /// Returns never: throws `LeaseLost` in time, or the task's cancellation.
    func run() async throws {
        while true {
            let lease = lease.state.withLock { $0 }
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
            self.lease.state.withLock { $0.granted(term: grant.term, sentAt: sentAt) }
        }
    }

    func release() async throws {
        try await store.release(term: grant.term)
    }
}
