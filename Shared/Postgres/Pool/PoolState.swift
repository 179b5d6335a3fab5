/// The pool's book-keeping: the connections in use, the waiting callers, the next step. Pure; `ConnectionPool` carries
/// out the steps, and tests run it with times of their own.
///
/// Callers are served in the order of their arrival. A slot (the right to one open connection) is never lost: a caller
/// that gets the step `connect` reports back with `release` or `connectFailed`.
struct PoolState<Connection: Sendable>: Sendable {
    typealias Time = ContinuousClock.Instant

    /// A connection and the time from which it is not used again.
    struct Lease: Sendable {
        let connection: Connection
        let expiry: Time
    }

    typealias WaiterID = UInt64

    /// What a caller is given.
    enum Grant: Sendable {
        case lease(Lease)
        /// Open a connection of your own, in the place of `old` if there is one.
        case connect(old: Lease?)
        case refuse(PostgresError.Code)
        /// The waiting task was cancelled.
        case cancelled
    }

    struct Handoff: Sendable {
        let waiter: WaiterID
        let grant: Grant
    }

    /// What to do after a connection came back.
    struct Release: Sendable {
        var close: Lease?
        var handoff: Handoff?
    }

    private struct Waiter {
        let id: WaiterID
        let deadline: Time
    }

    private let size: Int
    private let maxWaiters: Int
    private var idle: [Lease] = []
    private var waiters: [Waiter] = []
    private(set) var openCount = 0
    private(set) var isClosed = false

    init(size: Int, maxWaiters: Int) {
        self.size = max(1, size)
        self.maxWaiters = max(0, maxWaiters)
    }

    var waiterCount: Int { waiters.count }
    var inUseCount: Int { openCount - idle.count }
    var isDrained: Bool { isClosed && openCount == 0 }
    /// When the next waiting caller's deadline passes.
    var nextDeadline: Time? { waiters.lazy.map(\.deadline).min() }

    /// A connection, the last one used first, so that a quiet pool keeps few of them warm. Nil: the caller has to wait.
    mutating func acquire(now: Time) -> Grant? {
        if isClosed { return .refuse(.closed) }
        if let lease = idle.popLast() { return lease.expiry > now ? .lease(lease) : .connect(old: lease) }
        if openCount < size {
            openCount += 1
            return .connect(old: nil)
        }
        return waiters.count < maxWaiters ? nil : .refuse(.poolFull)
    }

    mutating func wait(_ id: WaiterID, until deadline: Time) {
        waiters.append(Waiter(id: id, deadline: deadline))
    }

    /// A connection came back, or a new one has done its first work.
    mutating func release(_ lease: Lease, isReusable: Bool, now: Time) -> Release {
        if isReusable, !isClosed, lease.expiry > now {
            guard let waiter = nextWaiter() else {
                idle.append(lease)
                return Release()
            }
            return Release(handoff: Handoff(waiter: waiter, grant: .lease(lease)))
        }
        return Release(close: lease, handoff: freeSlot())
    }

    /// The slot's connection could not be made. The next in line tries: the server may be back for it.
    mutating func connectFailed() -> Handoff? {
        freeSlot()
    }

    private mutating func freeSlot() -> Handoff? {
        guard !isClosed, let waiter = nextWaiter() else {
            openCount -= 1
            return nil
        }
        return Handoff(waiter: waiter, grant: .connect(old: nil))
    }

    private mutating func nextWaiter() -> WaiterID? {
        waiters.isEmpty ? nil : waiters.removeFirst().id
    }

    /// Whether it was still waiting; if not, it was given something already.
    mutating func cancel(_ id: WaiterID) -> Bool {
        guard let index = waiters.firstIndex(where: { $0.id == id }) else { return false }
        waiters.remove(at: index)
        return true
    }

    /// Those whose deadline has passed, who wait no more.
    mutating func expire(now: Time) -> [WaiterID] {
        let late = waiters.filter { $0.deadline <= now }.map(\.id)
        if !late.isEmpty { waiters.removeAll { $0.deadline <= now } }
        return late
    }

    /// Nobody is served from now on. Gives the idle connections to close and the waiters to turn away.
    mutating func close() -> (idle: [Lease], waiters: [WaiterID]) {
        isClosed = true
        defer {
            openCount -= idle.count
            idle = []
            waiters = []
        }
        return (idle, waiters.map(\.id))
    }
}
