/// The rules that the relay's machine follows; production follows all of them.
///
/// The simulation switches them off one at a time and must then see a loss, a double or an inversion: a rule whose absence
/// harms nothing is not tested.
package struct RelayRules: Hashable, Sendable {
    /// R3: the cursor waits for gaps and for reports.
    package var cursorWaitsForGaps = true
    package var cursorWaitsForReports = true
    /// R3: on a new connection the memory is dropped and the cursor read again.
    package var memoryEndsWithConnection = true
    /// R4: a send that was given up is sent again, before anything after it.
    package var failedSendStopsAll = true
    /// R4: a refused record holds its aggregate, in a table that outlives the process.
    package var refusedRecordHoldsKey = true
    package var noteGoesWithReport = true
    package var checkpointStaysBelowHeld = true
    /// R5: the log is checked again and again, by the identity of records, all those above the position too.
    package var checksWhileRunning = true
    package var checksIdentity = true
    package var checksAbove = true
    package var checksVersion = true
    package var checksTimeOfVersion = true
    package var checkpointIsCursor = true
    package var offsetsMustRise = true
    package var unknownCoversBatch = true
    package var cursorWaitsForReadBack = true
    package var recoveryKeepsEnds = true
    package var epochSpansClusters = true
    package var refillsState = true
    package var redoesErasures = true
    package var buriesUnknownAggregates = true
    /// R6: what the leader before may have had queued is followed by the current state.
    package var refreshesAfterTakeover = true
    package var refreshesAfterForeignRecord = true
    package var refreshesAtFirstLook = true

    package init() {}
    package static let all = RelayRules()
}

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
