import Executors
import Synchronization

/// Hashes and checks passwords on a few threads of its own, so that twenty milliseconds and 19 MiB a password never
/// stand in the way of other requests, and a flood of logins is answered `.busy` before any of it is hashed.
///
/// One a service; `shutdown()` ends its threads when the service stops.
package final class PasswordHasher: Sendable {
    package enum Failure: Error, Hashable, Sendable {
        /// As many as may wait are waiting: answer 503 with `Retry-After`.
        case busy
        /// Longer than any person types; refused unhashed.
        case tooLong
        case outOfMemory
    }

    /// The longest password taken, in bytes.
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
    ///   - queueLimit: how many passwords may be under way or waiting in all.
    package init(cost: PasswordCost = .standard, threads: Int = 2, queueLimit: Int = 64) {
        self.cost = cost
        self.queueLimit = queueLimit
        workers = (0..<max(1, threads)).map { Worker(ThreadExecutor(name: "password-\($0)")) }
        // A hash of random bytes with this cost, for names that do not exist: see `verify`.
        decoy = PasswordHash.make(randomBytes(16), cost: cost) ?? ""
    }

    /// The text to keep. Throws `Failure`.
    package func hash(_ password: String) async throws(Failure) -> String {
        let bytes = try check(password)
        let worker = try admit()
        let hash = await worker.hash(bytes, cost)
        release()
        guard let hash else { throw .outOfMemory }
        return hash
    }

    /// Whether the password is the hash's own. Without a hash (nobody of that name) it takes as long and is false, so
    /// that the time of an answer does not tell who has an account.
    package func verify(_ password: String, against hash: String?) async throws(Failure) -> Bool {
        let bytes = try check(password)
        let worker = try admit()
        let matches = await worker.verify(bytes, hash ?? decoy)
        release()
        return matches && hash != nil
    }

    /// Whether a hash was made with less than today's cost, so the next right password should be hashed anew.
    package func needsRehash(_ hash: String) -> Bool {
        PasswordHash.needsRehash(hash, cost: cost)
    }

    /// Passwords under way or waiting, for the metric.
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

/// One thread that hashes, one password after another.
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
