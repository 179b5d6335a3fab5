import Executors
import Synchronization

/// Hashes and verifies passwords on a few dedicated threads, so that 20 ms and 19 MiB per password do not delay other
/// requests. Under a flood of sign-ins, excess passwords are refused with `.busy` before they are hashed.
///
/// Create one per service; `shutdown()` ends its threads when the service stops.
package final class PasswordHasher: Sendable {
    package enum Failure: Error, Hashable, Sendable {
        /// The queue is full. Answer 503 with `Retry-After`.
        case busy
        /// The password exceeds `lengthLimit` and was not hashed.
        case tooLong
        case outOfMemory
    }

    /// The maximum length of a password in bytes.
    package static let lengthLimit = 1024

    private struct Load {
        var waiting = 0
        var next = 0
    }

    private let cost: PasswordCost
    private let workers: [Worker]
    private let queueLimit: Int
    private let load = Mutex(Load())
    private let decoy: String

    /// - Parameters:
    ///   - queueLimit: the maximum number of passwords in progress or waiting.
    package init(cost: PasswordCost = .standard, threads: Int = 2, queueLimit: Int = 64) {
        self.cost = cost
        self.queueLimit = queueLimit
        workers = (0..<max(1, threads)).map { Worker(ThreadExecutor(name: "password-\($0)")) }
        // A hash of random bytes with this cost, used for unknown names; see `verify`.
        decoy = PasswordHash.make(randomBytes(16), cost: cost) ?? ""
    }

    /// Returns the text to store. Throws `Failure`.
    package func hash(_ password: String) async throws(Failure) -> String {
        let bytes = try check(password)
        let worker = try admit()
        let hash = await worker.hash(bytes, cost)
        release()
        guard let hash else { throw .outOfMemory }
        return hash
    }

    /// Returns whether the password matches the hash. Without a hash (an unknown name) it takes the same time and
    /// returns false, so that response times do not reveal which accounts exist.
    package func verify(_ password: String, against hash: String?) async throws(Failure) -> Bool {
        let bytes = try check(password)
        let worker = try admit()
        let matches = await worker.verify(bytes, hash ?? decoy)
        release()
        return matches && hash != nil
    }

    /// Returns whether a hash was made with less than the present cost. If so, hash the password again at its next
    /// successful verification.
    package func needsRehash(_ hash: String) -> Bool {
        PasswordHash.needsRehash(hash, cost: cost)
    }

    /// The number of passwords in progress or waiting, for the metric.
    package var waiting: Int {
        load.withLock { $0.waiting }
    }

    package func shutdown() {
        for worker in workers { worker.executor.shutdown() }
    }

    private func check(_ password: String) throws(Failure) -> [UInt8] {
        let bytes = Array(password.utf8)
        guard bytes.count <= Self.lengthLimit else { throw .tooLong }
        return bytes
    }

    private func admit() throws(Failure) -> Worker {
        let index = load.withLock { load -> Int? in
            guard load.waiting < queueLimit else { return nil }
            load.waiting += 1
            load.next = (load.next + 1) % workers.count
            return load.next
        }
        guard let index else { throw .busy }
        return workers[index]
    }

    private func release() {
        load.withLock { $0.waiting -= 1 }
    }
}

/// A thread that processes one password at a time.
private actor Worker {
    nonisolated let executor: ThreadExecutor

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    init(_ executor: ThreadExecutor) {
        self.executor = executor
    }

    func hash(_ password: [UInt8], _ cost: PasswordCost) -> String? {
        PasswordHash.make(password, cost: cost)
    }

    func verify(_ password: [UInt8], _ hash: String) -> Bool {
        PasswordHash.isMatch(hash, password)
    }
}
