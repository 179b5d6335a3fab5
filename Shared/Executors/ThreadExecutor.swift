import Glibc

/// One thread that runs an actor's jobs in order: give one to an actor which calls a C library that blocks.
///
/// The cooperative pool has as many threads as cores, so a call that blocks there stops a good part of the process; here it
/// stops only this actor. Jobs run one at a time and in the order of their coming.
///
/// ```swift
/// actor Reader {
///     private let executor = ThreadExecutor(name: "reader")
///     nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
/// }
/// ```
///
/// As a task executor it also runs plain async code: inside `withTaskExecutorPreference(executor)` the many calls of that code
/// to the actor cost no change of thread (4 calls: 17 µs instead of 57 µs on two cores).
///
/// The thread ends after `shutdown()` or when the executor is released, in both cases with an empty queue. A job that comes
/// after that still runs, on a thread started for it: a task can be late, never lost.
package final class ThreadExecutor: SerialExecutor, TaskExecutor {
    private let name: String
    private let queue = Monitor(Queue())

    /// - Parameter name: what `top -H` shows; Linux keeps 15 bytes of it.
    package init(name: String) {
        self.name = name
    }

    deinit {
        queue.withLock { $0.isStopping = true }
        queue.notifyAll()
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        append(.job(UnownedJob(job)))
    }

    /// Runs a closure on the thread, after what is queued there.
    package func submit(_ work: @escaping @Sendable () -> Void) {
        append(.closure(work))
    }

    /// Lets the thread end once its queue is empty; does not wait for it.
    package func shutdown() {
        queue.withLock { $0.isStopping = true }
        queue.notifyAll()
    }

    /// All of it under the lock: the runtime lends us to `enqueue` without keeping us alive, and as soon as the thread can have
    /// the job, the job can release the actor that owns us.
    private func append(_ work: Work) {
        queue.withLock { queue in
            queue.work.append(work)
            // The thread keeps us alive while it has jobs of ours.
            queue.owner = self
            if !queue.hasThread {
                queue.hasThread = true
                startThread()
            } else if queue.isAsleep {
                self.queue.notifyAll()
            }
        }
    }

    private func startThread() {
        let start = Unmanaged.passRetained(ThreadStart(name: name, queue: queue))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
                nameThisThread(start.name)
                run(start.queue)
                return nil
            }, start.toOpaque())
        // Without a thread every task of this actor would wait for ever, silently.
        precondition(status == 0, "no thread for \(name): error \(status)")
        pthread_detach(thread)
    }
}

private enum Work {
    case job(UnownedJob)
    case closure(@Sendable () -> Void)
}

private struct Queue {
    var work: [Work] = []
    var owner: ThreadExecutor?
    var hasThread = false
    var isAsleep = false
    var isStopping = false
}

/// What a new thread is told. The thread holds the queue only, so that an idle executor can be released.
private final class ThreadStart: Sendable {
    let name: String
    let queue: Monitor<Queue>

    init(name: String, queue: Monitor<Queue>) {
        self.name = name
        self.queue = queue
    }
}

/// The thread's life: take all that is queued, run it, sleep when there is nothing, end when there never will be.
private func run(_ queue: Monitor<Queue>) {
    var batch: [Work] = []
    while true {
        var owner: ThreadExecutor?
        let goesOn = queue.wait { queue -> Bool? in
            queue.isAsleep = false
            if !queue.work.isEmpty {
                swap(&queue.work, &batch)
                owner = queue.owner
                queue.owner = nil
                return true
            }
            if queue.isStopping {
                queue.hasThread = false
                return false
            }
            queue.isAsleep = true
            return nil
        }
        guard goesOn == true, let executor = owner else { return }
        let serial = executor.asUnownedSerialExecutor()
        let task = executor.asUnownedTaskExecutor()
        for work in batch {
            switch work {
            case .job(let job): job.runSynchronously(isolatedTo: serial, taskExecutor: task)
            case .closure(let closure): closure()
            }
        }
        batch.removeAll(keepingCapacity: true)
    }
}

/// `pthread_setname_np` is hidden from Swift (`_GNU_SOURCE`), and must be called inside the thread anyway.
private func nameThisThread(_ name: String) {
    guard let file = fopen("/proc/thread-self/comm", "w") else { return }
    fputs(String(decoding: name.utf8.prefix(15), as: UTF8.self), file)
    fclose(file)
}
