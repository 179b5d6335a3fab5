import Executors
import Synchronization
import Testing

/// A lost raise leaves a wait without a limit suspended, so the time limit is an assertion too.
@Suite(.timeLimit(.minutes(1))) struct AsyncSignalTests {
    let signal = AsyncSignal()

    /// Suspends until so many tasks wait for the signal.
    func reached(_ count: Int) async {
        while signal.waiting != count { await Task.yield() }
    }

    @Test func `a raise wakes every task that waits`() async {
        let seen = signal.raises
        await withTaskGroup { group in
            for _ in 0..<3 { group.addTask { await signal.wait(since: seen) } }
            for _ in 0..<3 { group.addTask { await signal.wait(since: seen, atMost: .seconds(50)) } }
            await reached(6)
            signal.raise()
        }
        #expect(signal.waiting == 0 && signal.raises == seen + 1)
    }

    @Test func `a raise after the look ends the wait of every task that looked before it`() async {
        let seen = signal.raises
        signal.raise()
        for _ in 0..<3 { await signal.wait(since: seen) }
    }

    @Test func `a raise before the look does not end the wait`() async {
        signal.raise()
        let seen = signal.raises
        let wait = Task { await signal.wait(since: seen) }
        await reached(1)
        #expect(signal.raises == seen)
        signal.raise()
        await wait.value
    }

    @Test func `a wait ends after its limit and leaves nothing behind`() async {
        let began = ContinuousClock.now
        await signal.wait(since: signal.raises, atMost: .milliseconds(20))
        #expect(ContinuousClock.now - began >= .milliseconds(20))
        await signal.wait(since: signal.raises, atMost: .zero)
        await signal.wait(since: signal.raises, atMost: .seconds(-1))
        #expect(signal.waiting == 0)
    }

    @Test(arguments: [nil, Duration.seconds(50)])
    func `a cancelled wait ends and leaves the others waiting`(limit: Duration?) async {
        let seen = signal.raises
        let one = Task { await signal.wait(since: seen, atMost: limit) }
        let other = Task { await signal.wait(since: seen, atMost: limit) }
        await reached(2)
        one.cancel()
        await one.value
        #expect(signal.waiting == 1)
        signal.raise()
        await other.value
    }

    @Test(arguments: [nil, Duration.seconds(50)])
    func `a task that was cancelled before does not wait`(limit: Duration?) async {
        let gate = AsyncSignal()
        let seen = gate.raises
        let task = Task {
            await gate.wait(since: seen)
            await signal.wait(since: signal.raises, atMost: limit)
            await signal.wait(atMost: limit) { false }
        }
        task.cancel()
        await task.value
        #expect(signal.waiting == 0)
    }

    @Test func `a condition is checked at once, after each raise, and not after the limit`() async {
        await signal.wait { true }
        let level = Atomic(0)
        let wait = Task { await signal.wait { level.load(ordering: .relaxed) == 2 } }
        for next in 1...2 {
            await reached(1)
            level.store(next, ordering: .relaxed)
            signal.raise()
        }
        await wait.value
        await signal.wait(atMost: .milliseconds(5)) { false }
        #expect(signal.waiting == 0)
    }
}

/// A hundred rounds of each: what is checked is a race's every outcome.
@Suite(.timeLimit(.minutes(2))) struct AsyncSignalRaceTests {
    @Test func `a raise at the moment at which waits begin is never lost`() async {
        for _ in 0..<100 {
            let signal = AsyncSignal()
            let barrier = Barrier(parties: 9)
            let thread = ThreadExecutor(name: "raiser")
            await withTaskGroup { group in
                for number in 0..<8 {
                    group.addTask {
                        let seen = signal.raises
                        await barrier.arrive()
                        await signal.wait(since: seen, atMost: number.isMultiple(of: 2) ? nil : .seconds(50))
                    }
                }
                thread.submit {
                    barrier.arriveOnThread()
                    signal.raise()
                }
            }
            thread.shutdown()
            #expect(signal.waiting == 0 && signal.raises == 1)
        }
    }

    @Test func `raise, limit and cancellation at one moment end each wait once`() async {
        for round in 0..<100 {
            let signal = AsyncSignal()
            let barrier = Barrier(parties: 6)
            let waits = (0..<4).map { number in
                Task {
                    let seen = signal.raises
                    await barrier.arrive()
                    await signal.wait(since: seen, atMost: .microseconds(10 * (round % 10) * number))
                }
            }
            let raise = Task {
                await barrier.arrive()
                signal.raise()
            }
            await barrier.arrive()
            for wait in waits { wait.cancel() }
            for wait in waits { await wait.value }
            await raise.value
            #expect(signal.waiting == 0)
        }
    }

    @Test func `readers that look and then wait take everything that other threads add`() async {
        for _ in 0..<100 {
            let signal = AsyncSignal()
            let items = Monitor(0)
            let barrier = Barrier(parties: 6)
            let threads = (0..<4).map { ThreadExecutor(name: "writer-\($0)") }
            for thread in threads {
                thread.submit {
                    barrier.arriveOnThread()
                    for _ in 0..<50 {
                        items.withLock { $0 += 1 }
                        signal.raise()
                    }
                }
            }
            await withTaskGroup { group in
                group.addTask {
                    await barrier.arrive()
                    await signal.wait { items.withLock { $0 } == 200 }
                }
                group.addTask {
                    await barrier.arrive()
                    while true {
                        let seen = signal.raises
                        if items.withLock({ $0 }) == 200 { return }
                        await signal.wait(since: seen)
                    }
                }
            }
            for thread in threads { thread.shutdown() }
            #expect(signal.waiting == 0)
        }
    }
}

/// Lets tasks and threads go on at one moment.
private final class Barrier: Sendable {
    private let parties: Int
    private let arrived = Atomic(0)

    init(parties: Int) {
        self.parties = parties
    }

    func arrive() async {
        arrived.add(1, ordering: .acquiringAndReleasing)
        while arrived.load(ordering: .acquiring) < parties { await Task.yield() }
    }

    func arriveOnThread() {
        arrived.add(1, ordering: .acquiringAndReleasing)
        while arrived.load(ordering: .acquiring) < parties {}
    }
}
