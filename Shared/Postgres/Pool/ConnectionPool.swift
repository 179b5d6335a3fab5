import Executors

/// Opens, lends and closes connections as `PoolState` decides. A caller's task opens the connection that it needs, so
/// the pool runs nothing of its own but one timer while callers wait.
final class ConnectionPool: Sendable {
    typealias State = PoolState<PostgresConnection>
    typealias Lease = State.Lease

    private struct Shared {
        var pool: State
        var lastWaiter: State.WaiterID = 0
        var waiting: [State.WaiterID: CheckedContinuation<State.Grant, Never>] = [:]
        var closing: [CheckedContinuation<Void, Never>] = []
        /// Ends the waits whose deadlines have passed; set for the earliest deadline.
        var timer: (task: Task<Void, Never>, time: State.Time)?
    }

    private let configuration: PostgresConfiguration
    private let observer: any PostgresObserver
    // A monitor for the thread sanitizer's sake: it cannot see into the contended path of the standard library's Mutex.
    private let shared: Monitor<Shared>

    init(_ configuration: PostgresConfiguration, _ observer: any PostgresObserver) {
        self.configuration = configuration
        self.observer = observer
        shared = Monitor(
            Shared(pool: State(size: configuration.poolSize, maxWaiters: configuration.maxWaiters)))
    }

    deinit {
        shared.withLock { $0.timer?.task.cancel() }
    }

    /// Lends a connection that is connected.
    ///
    /// - Throws: `PostgresError` with `.poolTimeout`, `.poolFull`, `.closed` or `.connection`; `CancellationError`.
    func acquire(_ deadline: Deadline) async throws -> Lease {
        let start = ContinuousClock.now
        let limit = min(deadline.instant ?? start + configuration.poolDeadline, start + configuration.poolDeadline)
        var grant = shared.withLock { $0.pool.waiterCount == 0 ? $0.pool.acquire(now: start) : nil }
        if grant == nil { grant = await wait(until: limit) }
        switch grant {
        case .lease(let lease):
            observer.waited(ContinuousClock.now - start)
            report()
            return lease
        case .connect(let old):
            let lease = try await connect(insteadOf: old)
            observer.waited(ContinuousClock.now - start)
            report()
            return lease
        case .refuse(let code):
            observer.refused(code)
            throw PostgresError(code, "no connection of the pool is to be had")
        case .cancelled, nil:
            throw CancellationError()
        }
    }

    /// Takes a connection back; one that is not fit for another caller is made so or replaced.
    func release(_ lease: Lease) async {
        if !lease.connection.isClean { await lease.connection.cleanUp() }
        await giveBack(lease, isReusable: lease.connection.isClean)
    }

    /// Takes back a connection that was found dead.
    func discard(_ lease: Lease) async {
        observer.connectionFailed(PostgresError(.connection, "an idle connection was lost"))
        await giveBack(lease, isReusable: false)
    }

    /// Ends all waits, closes idle connections, and returns when the last used connection is returned.
    func close() async {
        let (idle, waiting) = shared.withLock { shared in
            let (idle, waiters) = shared.pool.close()
            shared.timer?.task.cancel()
            shared.timer = nil
            return (idle, waiters.compactMap { shared.waiting.removeValue(forKey: $0) })
        }
        for continuation in waiting { continuation.resume(returning: .refuse(.closed)) }
        for lease in idle { await lease.connection.close() }
        await withCheckedContinuation { continuation in
            let isDrained = shared.withLock { shared in
                if !shared.pool.isDrained { shared.closing.append(continuation) }
                return shared.pool.isDrained
            }
            if isDrained { continuation.resume() }
        }
    }

    private func giveBack(_ lease: Lease, isReusable: Bool) async {
        let release = settle { $0.pool.release(lease, isReusable: isReusable, now: .now) }
        if let old = release.close { await old.connection.close() }
        report()
    }

    private func connect(insteadOf old: Lease?) async throws -> Lease {
        if let old { await old.connection.close() }
        do {
            let connection = try await PostgresConnection.connect(configuration, name: "pg-pool", observer: observer)
            let lifetime = configuration.maximumLifetime * Double.random(in: 0.8...1.2)
            return Lease(connection: connection, expiry: .now + lifetime)
        } catch {
            if let error = error.postgresError { observer.connectionFailed(error) }
            _ = settle { State.Release(handoff: $0.pool.connectFailed()) }
            throw error
        }
    }

    /// Changes the state and passes on what became free, outside of the lock.
    private func settle(_ change: (inout Shared) -> State.Release) -> State.Release {
        let (release, waiter, closing) = shared.withLock { shared in
            let release = change(&shared)
            let waiter = release.handoff.flatMap { shared.waiting.removeValue(forKey: $0.waiter) }
            var closing: [CheckedContinuation<Void, Never>] = []
            if shared.pool.isDrained { swap(&closing, &shared.closing) }
            return (release, waiter, closing)
        }
        if let waiter, let handoff = release.handoff { waiter.resume(returning: handoff.grant) }
        for continuation in closing { continuation.resume() }
        return release
    }

    private func report() {
        let (open, inUse) = shared.withLock { ($0.pool.openCount, $0.pool.inUseCount) }
        observer.connections(open: open, inUse: inUse)
    }
}

extension ConnectionPool {
    private func wait(until deadline: State.Time) async -> State.Grant {
        let id = shared.withLock { shared in
            shared.lastWaiter += 1
            return shared.lastWaiter
        }
        let grant = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let grant = shared.withLock { shared -> State.Grant? in
                    // Cancelled before this: the handler has run and found no waiting caller.
                    if Task.isCancelled { return .cancelled }
                    if let grant = shared.pool.acquire(now: .now) { return grant }
                    shared.pool.wait(id, until: deadline)
                    shared.waiting[id] = continuation
                    setTimer(&shared)
                    return nil
                }
                if let grant { continuation.resume(returning: grant) }
                observer.waiting(shared.withLock { $0.pool.waiterCount })
            }
        } onCancel: {
            let continuation = shared.withLock { shared in
                shared.pool.cancel(id) ? shared.waiting.removeValue(forKey: id) : nil
            }
            continuation?.resume(returning: .cancelled)
        }
        observer.waiting(shared.withLock { $0.pool.waiterCount })
        return grant
    }

    private func setTimer(_ shared: inout Shared) {
        guard let time = shared.pool.nextDeadline else {
            shared.timer = nil
            return
        }
        if let timer = shared.timer, timer.time <= time { return }
        shared.timer?.task.cancel()
        let task = Task { [weak self] in
            try? await Task.sleep(until: time, clock: .continuous)
            if !Task.isCancelled { self?.turnAwayLate() }
        }
        shared.timer = (task, time)
    }

    private func turnAwayLate() {
        let late = shared.withLock { shared in
            let late = shared.pool.expire(now: .now).compactMap { shared.waiting.removeValue(forKey: $0) }
            shared.timer = nil
            setTimer(&shared)
            return late
        }
        for continuation in late { continuation.resume(returning: .refuse(.poolTimeout)) }
    }
}
