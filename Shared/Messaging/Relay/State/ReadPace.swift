/// How fast the journal grows, and so when a commit is reason enough to read it.
///
/// Read at every commit, a journal that many write is sent in batches of a record or two, which cost the broker more than all else
/// together. Beyond `busyRate` the relay gathers for a moment; below it nothing waits.
struct ReadPace: Sendable {
    private var since: Duration = .zero
    private var rows = 0
    private var isBusy = false
    private(set) var nextRead: Duration = .zero

    mutating func read(_ count: Int, at now: Duration, _ limits: RelayLimits) {
        rows += count
        let elapsed = now - since
        if elapsed >= limits.gather * 5 {
            isBusy = Double(rows) >= limits.busyRate * (elapsed / .seconds(1))
            (since, rows) = (now, 0)
        }
        nextRead = isBusy ? now + limits.gather : now
    }
}
