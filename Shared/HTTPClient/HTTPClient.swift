import Executors
import Synchronization

/// Sends requests to other systems with libcurl. Each request runs on one of a few dedicated threads, so that a slow
/// response does not block the cooperative pool. Connections are reused.
///
/// Create one per service; `shutdown()` ends its threads when the service stops.
package final class HTTPClient: Sendable {
    private let workers: [HTTPClientWorker]
    private let queueLimit: Int
    /// The number of requests in progress or waiting, per worker.
    private let load: Mutex<[Int]>

    /// - Parameters:
    ///   - queueLimit: the maximum number of requests in progress or waiting.
    ///   - answerLimit: the maximum size of a response body in bytes.
    package init(threads: Int = 2, queueLimit: Int = 64, answerLimit: Int = 4 << 20) {
        let count = max(1, threads)
        self.queueLimit = queueLimit
        workers = (0..<count).map { HTTPClientWorker(name: "http-client-\($0)", answerLimit: answerLimit) }
        load = Mutex(Array(repeating: 0, count: count))
    }

    /// Returns the response, whatever its status. Redirects are not followed. Cancelling the task ends the transfer
    /// within about a second.
    package func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundAnswer {
        guard let index = admit() else { throw OutboundError(.busy, "\(queueLimit) requests are in progress") }
        defer { load.withLock { $0[index] -= 1 } }
        let cancellation = Cancellation()
        let result = await withTaskCancellationHandler {
            await workers[index].perform(request, cancellation)
        } onCancel: {
            cancellation.cancel()
        }
        return try result.get()
    }

    package func shutdown() {
        for worker in workers { worker.executor.shutdown() }
    }

    private func admit() -> Int? {
        load.withLock { load in
            guard load.reduce(0, +) < queueLimit else { return nil }
            guard let index = load.indices.min(by: { load[$0] < load[$1] }) else { return nil }
            load[index] += 1
            return index
        }
    }
}

/// A flag with which another thread cancels a transfer.
final class Cancellation: Sendable {
    private let flag = Atomic(false)

    var isCancelled: Bool { flag.load(ordering: .relaxed) }

    func cancel() { flag.store(true, ordering: .relaxed) }
}

/// A thread with one libcurl handle that performs one transfer at a time.
actor HTTPClientWorker {
    nonisolated let executor: ThreadExecutor
    private let answerLimit: Int
    private var handle: TransferHandle?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    init(name: String, answerLimit: Int) {
        executor = ThreadExecutor(name: name)
        self.answerLimit = answerLimit
    }

    func perform(_ request: OutboundRequest, _ cancellation: Cancellation) -> Result<OutboundAnswer, OutboundError> {
        guard !cancellation.isCancelled else { return .failure(OutboundError(.cancelled, "cancelled before sending")) }
        guard let handle = handle ?? TransferHandle() else { return .failure(OutboundError(.busy, "out of memory")) }
        self.handle = handle
        return handle.perform(request, answerLimit: answerLimit, cancellation)
    }
}
