import Testing

@testable import Postgres

/// The pool's decisions, with connections that are numbers and a clock that the test moves.
@Suite struct PoolStateTests {
    private typealias State = PoolState<Int>
    private let start = ContinuousClock.now

    private func at(_ seconds: Int) -> State.Time { start + .seconds(seconds) }

    private func lease(_ number: Int, expires seconds: Int = 1000) -> State.Lease {
        State.Lease(connection: number, expiry: at(seconds))
    }

    private func name(_ grant: State.Grant?) -> String {
        switch grant {
        case nil: "wait"
        case .lease(let lease): "lease \(lease.connection)"
        case .connect(let old): old.map { "replace \($0.connection)" } ?? "connect"
        case .refuse(let code): "refuse \(code)"
        case .cancelled: "cancelled"
        }
    }

    /// Returns the step for a caller that arrives at that second.
    private func next(_ state: inout State, _ seconds: Int) -> String {
        name(state.acquire(now: at(seconds)))
    }

    /// A pool of that size with all its connections in use.
    private func busy(_ size: Int, maxWaiters: Int = 10) -> State {
        var state = State(size: size, maxWaiters: maxWaiters)
        for _ in 0..<size { #expect(next(&state, 0) == "connect") }
        return state
    }

    @Test func `connections are made up to the size, then callers wait, then they are refused`() {
        var state = busy(2, maxWaiters: 1)
        #expect(next(&state, 0) == "wait")
        state.wait(1, until: at(5))
        #expect(next(&state, 0) == "refuse poolFull")
        #expect(state.openCount == 2 && state.inUseCount == 2 && state.waiterCount == 1)
    }

    @Test func `the connection used last is used first`() {
        var state = busy(3)
        for number in 1...3 { _ = state.release(lease(number), isReusable: true, now: at(0)) }
        #expect(state.inUseCount == 0)
        #expect(next(&state, 1) == "lease 3")
        #expect(next(&state, 1) == "lease 2")
    }

    @Test func `who waited longest is served first`() {
        var state = busy(1)
        for id in 1...3 { state.wait(UInt64(id), until: at(5)) }
        for id in 1...3 {
            let release = state.release(lease(1), isReusable: true, now: at(0))
            #expect(release.handoff?.waiter == UInt64(id))
            #expect(name(release.handoff?.grant) == "lease 1")
        }
        #expect(state.release(lease(1), isReusable: true, now: at(0)).handoff == nil)
    }

    @Test func `a broken connection is closed and its place goes to who waits`() {
        var state = busy(1)
        state.wait(1, until: at(5))
        let release = state.release(lease(1), isReusable: false, now: at(0))
        #expect(release.close?.connection == 1)
        #expect(name(release.handoff?.grant) == "connect")
        #expect(state.openCount == 1)
        #expect(state.release(lease(2), isReusable: false, now: at(0)).close?.connection == 2)
        #expect(state.openCount == 0)
    }

    @Test func `a failed attempt to connect lets the next in line try, and frees the place when nobody waits`() {
        var state = busy(1)
        state.wait(1, until: at(5))
        #expect(name(state.connectFailed()?.grant) == "connect")
        let handoff = state.connectFailed()
        #expect(handoff == nil)
        #expect(state.openCount == 0)
        #expect(next(&state, 0) == "connect")
    }

    @Test func `a connection past its lifetime is replaced, when it comes back and when it is asked for`() {
        var state = busy(2)
        #expect(state.release(lease(1, expires: 10), isReusable: true, now: at(10)).close?.connection == 1)
        #expect(state.release(lease(2, expires: 10), isReusable: true, now: at(9)).close == nil)
        #expect(next(&state, 11) == "replace 2")
        #expect(state.openCount == 1)
    }

    @Test func `those whose deadline passed are turned away, and no one else`() {
        var state = busy(1)
        state.wait(1, until: at(5))
        state.wait(2, until: at(3))
        state.wait(3, until: at(8))
        #expect(state.nextDeadline == at(3))
        #expect(state.expire(now: at(2)).isEmpty)
        #expect(state.expire(now: at(5)) == [1, 2])
        #expect(state.nextDeadline == at(8))
        #expect(state.release(lease(1), isReusable: true, now: at(6)).handoff?.waiter == 3)
    }

    @Test func `a cancelled waiter is passed over, and one already served is not cancelled`() {
        var state = busy(1)
        state.wait(1, until: at(5))
        state.wait(2, until: at(5))
        let wasWaiting = state.cancel(1)
        #expect(wasWaiting)
        #expect(state.release(lease(1), isReusable: true, now: at(0)).handoff?.waiter == 2)
        let isStillWaiting = state.cancel(2)
        #expect(!isStillWaiting)
    }

    @Test func `a closed pool turns everybody away and is drained by the last one back`() {
        var state = busy(2)
        _ = state.release(lease(1), isReusable: true, now: at(0))
        let (idle, waiters) = state.close()
        #expect(idle.map(\.connection) == [1] && waiters.isEmpty)
        #expect(next(&state, 0) == "refuse closed")
        #expect(!state.isDrained)
        #expect(state.release(lease(2), isReusable: true, now: at(0)).close?.connection == 2)
        #expect(state.isDrained)
    }
}
