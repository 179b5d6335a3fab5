package import Executors

/// Work that a service does by itself: deadlines that pass, mails to send, files to sweep.
///
/// A job runs at start, then once per `interval`, and at once when its wakeup is raised or the domain clock was moved.
/// One run at a time; an error is logged and counted, and the next run comes as planned. Unless `onEveryReplica`, only
/// one replica of the service runs it at a time.
package struct BackgroundJob: Sendable {
    package let name: String
    package let interval: Duration
    package let onEveryReplica: Bool
    /// Ends the wait for the next run: raised after a commit that gave the job something to do.
    package let wakeup: AsyncSignal
    package let run: @Sendable () async throws -> Void

    /// - Parameters:
    ///   - name: for log and metrics: a word, unique in the service.
    ///   - run: one round. It should end within the interval, use transactions of its own, and may be cancelled when
    ///     the service stops or the replica no longer leads.
    package init(
        _ name: String, every interval: Duration, onEveryReplica: Bool = false, wakeup: AsyncSignal = AsyncSignal(),
        run: @escaping @Sendable () async throws -> Void
    ) {
        self.name = name
        self.interval = interval
        self.onEveryReplica = onEveryReplica
        self.wakeup = wakeup
        self.run = run
    }
}
