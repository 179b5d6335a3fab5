/// The rules that the relay follows. A scenario switches one off; `WeakRelay`, the modelled tables and the recovery
/// then act without it, and the run must see a loss, a duplicate or an inversion: a rule whose absence harms nothing is
/// untested.
struct RelayRules: Hashable {
    /// R3: the cursor waits for gaps and for reports.
    var cursorWaitsForGaps = true
    var cursorWaitsForReports = true
    /// R3: the memory ends with the connection, and the cursor is read again.
    var memoryEndsWithConnection = true
    /// R4: a failed send is repeated before anything after it.
    var failedSendStopsAll = true
    /// R4: a refused record holds back its aggregate, in a table that outlives the process.
    var refusedRecordHoldsKey = true
    var noteGoesWithReport = true
    var checkpointStaysBelowHeld = true
    /// R5: the log is checked repeatedly, by the identity of records, including all records above the position.
    var checksWhileRunning = true
    var checksIdentity = true
    var checksAbove = true
    var checksVersion = true
    var checksTimeOfVersion = true
    var checkpointIsCursor = true
    var offsetsMustRise = true
    var unknownCoversBatch = true
    var cursorWaitsForReadBack = true
    var recoveryKeepsEnds = true
    var refillsState = true
    var redoesErasures = true
    var deletesUnknownAggregates = true
    /// R6: the current state follows what the previous leader may have queued.
    var refreshesAfterTakeover = true
    var refreshesAfterForeignRecord = true
    var refreshesAtFirstCheck = true
}

/// The rules that the consumer follows.
struct ConsumerRules: Hashable {
    var verifiesLastRecord = true
    var rereadsOnEpoch = true
    var defersJumps = true
    var defersFirstJump = true
    var deferredCountsAsReceived = true
    var defersInTable = true
    var sweeps = true
    var tombstoneIsArrival = true
    var guardsByEpoch = true
    var guardsState = true
}
