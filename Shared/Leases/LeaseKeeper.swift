import Executors

/// Renews a lease while its holder works, and ends the work before the lease ends if it cannot.
package struct LeaseKeeper: Sendable {
    private let store: LeaseStore
    package let grant: LeaseStore.Grant
    private let start: ContinuousClock.Instant
    private let beforeRenewal: @Sendable () -> Void
    /// Both tasks read it: the one that renews may wait for the database, the one that ends the work may not.
    private let lease: Shared

    private final class Shared: Sendable {
        let state: Monitor<LeaseState>
        init(_ state: LeaseState) { self.state = Monitor(state) }
    }

    package var holder: String { store.holder }

    /// - Parameters:
    ///   - sentAt: the time before the statement that acquired the lease was sent.
    ///   - beforeRenewal: called before each renewal.
    package init(
        _ store: LeaseStore, grant: LeaseStore.Grant, sentAt: ContinuousClock.Instant,
        beforeRenewal: @escaping @Sendable () -> Void = {}
    ) {
        self.store = store
        self.grant = grant
        self.beforeRenewal = beforeRenewal
        start = sentAt
        lease = Shared(LeaseState(length: store.length, sentAt: .zero))
    }

    /// Runs `body` while the lease is renewed beside it. Returns when `body` does, and cancels it in time otherwise.
    ///
    /// - Parameter ended: called when the work must have ended, by the clock alone, even if `body` waits for something
    ///   that does not end by its cancellation.
    /// - Throws: `LeaseLost`, an error of `body`, or the task's cancellation.
    package func lead(
        _ body: @escaping @Sendable () async throws -> Void, ended: @escaping @Sendable () -> Void = {}
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await renew() }
            group.addTask {
                try await waitForEnd()
                ended()
                throw LeaseLost()
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Releases the lease. Called after `lead`, when nothing done under the lease can have effects any more.
    package func release() async throws {
        try await store.release(term: grant.term)
    }

    private func waitForEnd() async throws {
        while true {
            let end = lease.state.withLock(\.worksUntil)
            if ContinuousClock.now - start >= end { return }
            try await Task.sleep(until: start + end, clock: .continuous)
        }
    }

    /// Never returns: throws `LeaseLost` in time, or the task's cancellation.
    private func renew() async throws {
        while true {
            let lease = lease.state.withLock { $0 }
            try await Task.sleep(until: start + lease.renewsAt, clock: .continuous)
            let sentAt = ContinuousClock.now - start
            guard sentAt < lease.worksUntil else { throw LeaseLost() }
            beforeRenewal()
            do {
                guard try await store.renew(term: grant.term, within: lease.worksUntil - sentAt) else {
                    throw LeaseLost()
                }
            } catch {
                try Task.checkCancellation()
                throw LeaseLost()
            }
            self.lease.state.withLock { $0.renewed(sentAt: sentAt) }
        }
    }
}
