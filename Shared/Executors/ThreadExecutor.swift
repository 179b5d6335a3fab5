import Glibc

/// A thread that runs an actor's jobs in order. Use one for an actor that calls a blocking C library.
///
/// The cooperative pool has as many threads as cores, so a blocking call there stops a large part of the process. On
/// its own thread it stops only this actor. Jobs run one at a time in the order in which they arrive.
///
/// ```swift
/// actor Reader {
///     private let executor = ThreadExecutor(name: "reader")
///     nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
/// }
/// ```
///
/// As a task executor it also runs nonisolated async code. Inside `withTaskExecutorPreference(executor)` calls from
/// that code to the actor need no thread switch (4 calls: 17 µs instead of 57 µs on two cores).
///
/// The thread ends after `shutdown()` or when the executor is released, in both cases once its queue is empty. A job
/// that arrives later still runs, on a thread started for it: jobs can be late but are never lost.
package final class ThreadExecutor: SerialExecutor, TaskExecutor {
    private let name: String
    private let queue = Monitor(Queue())

    /// - Parameter name: the thread's name in `top -H`. Linux keeps 15 bytes of it.
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

    /// Runs a closure on the thread, after the work that is already queued.
    package func submit(_ work: @escaping @Sendable () -> Void) {
        append(.closure(work))
    }

    /// Lets the thread end once its queue is empty. Does not wait for the thread.
    package func shutdown() {
        queue.withLock { $0.isStopping = true }
        queue.notifyAll()
    }

    /// Holds the lock throughout. The runtime does not retain the executor for `enqueue`, and as soon as the thread can
    /// run the job, the job may release the actor that owns the executor.
    private func append(_ work: Work) {
        queue.withLock { queue in
            queue.work.append(work)
            // Keeps the executor alive while its queue has jobs.
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
        // Without a thread, every task of this actor would wait forever without a sign.
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

/// A new thread's argument. The thread retains only the queue, so that an idle executor can be released.
private final class ThreadStart: Sendable {
    let name: String
    let queue: Monitor<Queue>

    init(name: String, queue: Monitor<Queue>) {
        self.name = name
        self.queue = queue
    }
}

/// Runs queued work in batches, sleeps while the queue is empty, and returns when the executor is stopping and its
/// queue is empty.
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

/// Names the current thread. Swift cannot call `pthread_setname_np` (`_GNU_SOURCE`), and the name must be set from
/// inside the thread.
private func nameThisThread(_ name: String) {
    guard let file = fopen("/proc/thread-self/comm", "w") else { return }
    fputs(String(decoding: name.utf8.prefix(15), as: UTF8.self), file)
    fclose(file)
}
