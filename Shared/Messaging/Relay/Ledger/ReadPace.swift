/// The growth rate of the journal, which decides when a commit leads to a read.
///
/// If a busy journal was read at every commit, it would be sent in batches of one or two records, which cost the broker
/// more than everything else together. Beyond `busyRate` the relay waits briefly to gather rows; below it nothing
/// waits.
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
