/// How much the relay does at once, and how often.
package struct RelayLimits: Hashable, Sendable {
    /// Rows of one read.
    package var pageRows = 2000
    /// Records in the producer's hands; under its own queue limit.
    package var inFlightRows = 10_000
    /// The longest time without a read, for commits of other processes.
    package var poll: Duration = .milliseconds(200)
    /// The same while ids are missing.
    package var gapPoll: Duration = .milliseconds(50)
    /// From so many rows a second on, rows are gathered for `gather` before they are read.
    package var busyRate = 3000.0
    package var gather: Duration = .milliseconds(20)
    /// The durable cursor moves at most so often.
    package var saveInterval: Duration = .milliseconds(75)
    package var checkInterval: Duration = .seconds(10)
    package var checkpointRows = 10_000
    package var checkpointInterval: Duration = .seconds(60)

    package init() {}
}
