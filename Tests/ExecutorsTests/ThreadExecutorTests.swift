import Executors
import Glibc
import Synchronization
import Testing

/// An actor on its own thread that reports what it observes.
private actor Pinned {
    let executor: ThreadExecutor
    private(set) var seen: [Int] = []

    init(name: String = "pinned") {
        executor = ThreadExecutor(name: name)
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    func add(_ number: Int) { seen.append(number) }
    func thread() -> pthread_t { pthread_self() }

    func block(until gate: Monitor<Bool>) {
        _ = gate.wait { $0 ? () : nil }
    }

    func threadName() -> String {
        guard let file = fopen("/proc/thread-self/comm", "r") else { return "" }
        defer { fclose(file) }
        var text = [CChar](repeating: 0, count: 32)
        guard fgets(&text, 32, file) != nil else { return "" }
        return String(decoding: text.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

@Suite struct ThreadExecutorTests {
    @Test func `all jobs of an actor run on one thread with its name`() async {
        let actor = Pinned(name: "a-long-name-of-a-thread")
        let first = await actor.thread()
        for _ in 0..<50 {
            await Task.yield()
            #expect(await actor.thread() == first)
        }
        #expect(await actor.threadName() == "a-long-name-of-")
    }

    @Test func `more blocked actors than cores do not block other tasks`() async {
        let gate = Monitor(false)
        await withTaskGroup { group in
            for _ in 0..<16 {
                group.addTask { await Pinned().block(until: gate) }
            }
            // Runs although sixteen threads are blocked in C.
            #expect(await Pinned().threadName() == "pinned")
            gate.withLock { $0 = true }
            gate.notifyAll()
        }
    }

    @Test func `closures and jobs run one at a time in the order of arrival`() async {
        let executor = ThreadExecutor(name: "order")
        let seen = Mutex<[Int]>([])
        let inside = Atomic(0)
        await withCheckedContinuation { continuation in
            for number in 0..<1000 {
                executor.submit {
                    let others = inside.add(1, ordering: .sequentiallyConsistent).oldValue
                    seen.withLock { $0.append(number + others * 10_000) }
                    inside.subtract(1, ordering: .sequentiallyConsistent)
                }
            }
            executor.submit { continuation.resume() }
        }
        #expect(seen.withLock { $0 } == Array(0..<1000))
    }

    @Test func `a job that arrives after the shutdown still runs`() async {
        let actor = Pinned()
        await actor.add(1)
        actor.executor.shutdown()
        await actor.add(2)
        await Task.yield()
        await actor.add(3)
        #expect(await actor.seen == [1, 2, 3])
    }

    @Test func `a released executor ends its thread after the queued work`() async {
        await withCheckedContinuation { continuation in
            let executor = ThreadExecutor(name: "released")
            executor.submit {}
            executor.submit { continuation.resume() }
        }
    }

    @Test func `the last job may release its actor while the enqueuing task returns`() async {
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for number in 0..<300 {
                        let actor = Pinned()
                        async let first: Void = actor.add(number)
                        async let second: Void = actor.add(number)
                        _ = await (first, second)
                    }
                }
            }
        }
    }

    @Test func `as a task executor it runs nonisolated code and the actor on one thread`() async {
        let actor = Pinned()
        let own = await actor.thread()
        await withTaskExecutorPreference(actor.executor) {
            for _ in 0..<20 {
                #expect(currentThread() == own)
                #expect(await actor.thread() == own)
            }
        }
        #expect(currentThread() != own)
    }

    @Test func `many tasks of many actors all finish`() async {
        let actors = (0..<8).map { _ in Pinned() }
        await withTaskGroup { group in
            for number in 0..<4000 {
                group.addTask { await actors[number % 8].add(number) }
            }
        }
        var count = 0
        for actor in actors { count += await actor.seen.count }
        #expect(count == 4000)
    }
}

private func currentThread() -> pthread_t { pthread_self() }
