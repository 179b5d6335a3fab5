import Messaging

extension SimMixes {
    /// The scenarios in which one rule is switched off, under the faults that it protects against.
    static let weakened: [SimScenario] = journal + relay + broker + consumer

    private static let journal: [SimScenario] = [
        SimScenario("R2: the bound is the snapshot's xmax", [.longTransactions, .relayCrash]) {
            $0.weakness = .boundIsSnapshotXmax
        },
        SimScenario("R2: the bound is of an old transaction", [.longTransactions, .relayCrash]) {
            $0.weakness = .boundOfOldTransaction
        },
        SimScenario("R1: xmin of a later snapshot", [.longTransactions, .relayCrash]) {
            $0.weakness = .xminOfLaterSnapshot
        },
        SimScenario("W1: the id is drawn before the xid", [.relayCrash]) { $0.weakness = .idBeforeXid },
        SimScenario("R3: the cursor does not wait for gaps", [.longTransactions, .relayCrash]) {
            $0.relay.cursorWaitsForGaps = false
        },
        SimScenario("R3: the cursor does not wait for reports", [.relayCrash]) {
            $0.relay.cursorWaitsForReports = false
        },
        SimScenario("R3: memory outlives the connection", [.publisherRestore, .relayCrash]) {
            $0.relay.memoryEndsWithConnection = false
        },
        SimScenario("dropping below the current cluster's cursor only", [.drops, .swap]) {
            $0.weakness = .dropsBelowCurrentClusterOnly
        },
        SimScenario("dropping a held row", [.drops, .refusals]) { $0.weakness = .dropsHeldRows },
    ]

    private static let relay: [SimScenario] = [
        SimScenario("R4: a send given up is passed over", [.sendFailure]) { $0.relay.failedSendStopsAll = false },
        SimScenario("R4: a refused record does not hold its aggregate", [.refusals]) {
            $0.relay.refusedRecordHoldsKey = false
        },
        SimScenario("R4: a new producer forgets that a batch was refused", [.batchRefusals]) {
            $0.weakness = .restartForgets
        },
        SimScenario("R4: the note goes on request", [.refusals, .relayCrash]) { $0.relay.noteGoesWithReport = false },
        SimScenario(
            "R4: a checkpoint above a held row", [.refusals, .truncate, .slowConsumer], steps: 400, faultPercent: 12
        ) {
            $0.relay.checkpointStaysBelowHeld = false
        },
        SimScenario("R6: no state again after a takeover", [.zombie, .erasures]) {
            $0.relay.refreshesAfterTakeover = false
            $0.relay.refreshesAfterForeignRecord = false
        },
        SimScenario("R6: a foreign record before the first look is passed over", SimMixes.failover) {
            $0.relay.refreshesAtFirstCheck = false
        },
        SimScenario("R6: a command sends beside the leader", [.republish, .erasures]) {
            $0.weakness = .republishBesideLeader
            $0.relay.refreshesAfterForeignRecord = false
        },
    ]

    private static let broker: [SimScenario] = [
        SimScenario("R5: checked on connecting only", [.wipe, .truncate]) {
            $0.relay.checksWhileRunning = false
            $0.relay.offsetsMustRise = false
            $0.relay.refreshesAfterForeignRecord = false
        },
        SimScenario("R5: checked by offsets, not identity", [.wipe, .truncate, .slowConsumer]) {
            $0.relay.checksIdentity = false
        },
        SimScenario("R5: the checkpoint is the top", [.truncate, .longTransactions]) {
            $0.relay.checkpointIsCursor = false
        },
        SimScenario("R5: only -1 is unknown, not its batch", [.unknownOffsets]) {
            $0.relay.unknownCoversBatch = false
            $0.relay.offsetsMustRise = false
        },
        SimScenario(
            "R5: the cursor moves before the read-back", [.unknownOffsets, .crashTruncate, .slowConsumer],
            faultPercent: 10
        ) {
            $0.relay.cursorWaitsForReadBack = false
        },
        SimScenario("R5: a restore is not noticed", [.publisherRestore]) { $0.relay.checksAbove = false },
        SimScenario("R5: versions are not compared", [.publisherRestore]) { $0.relay.checksVersion = false },
        SimScenario(timeOfVersion, SimFaults.everyday.union([.publisherRestore])) {
            $0.relay.checksTimeOfVersion = false
        },
        SimScenario("R5: recovery keeps no ends", [.publisherRestore]) { $0.relay.recoveryKeepsEnds = false },
        SimScenario("R5: no refill", [.wipe, .drops]) { $0.relay.refillsState = false },
        SimScenario("R5: erasures are not done again", [.publisherRestore, .erasures]) {
            $0.relay.redoesErasures = false
        },
        SimScenario("R5: unknown aggregates stay", [.publisherRestore, .lateState]) {
            $0.relay.deletesUnknownAggregates = false
        },
        SimScenario("R5: an epoch for each cluster", [.swap, .wipe]) { $0.weakness = .epochPerCluster },
    ]

    private static let consumer: [SimScenario] = [
        SimScenario("C1: the position is not in the database", [.consumerRestore]) {
            $0.weakness = .positionOutsideDatabase
        },
        SimScenario("C1: the last record is not verified", [.lastWipe, .relayCrash], steps: 120) {
            $0.consumer.verifiesLastRecord = false
        },
        // Verifying the last record would compensate for this rule, so it is switched off as well. An epoch stored
        // apart from the position needs a crash in one of many steps; PartitionStateTests runs that schedule.
        SimScenario("C1: a higher epoch is passed over", [.wipe, .truncate, .slowConsumer]) {
            $0.consumer.rereadsOnEpoch = false
            $0.consumer.verifiesLastRecord = false
        },
        SimScenario("C1: the inbox forgets", [.wipe, .truncate]) { $0.weakness = .inboxForgets },
        SimScenario("C2: a jump is applied", [.truncate, .refusals]) { $0.consumer.defersJumps = false },
        SimScenario("C2: a first jump is applied", [.refusals, .truncate]) { $0.consumer.defersFirstJump = false },
        SimScenario("C3: the guard has no epoch", [.publisherRestore]) { $0.consumer.guardsByEpoch = false },
        SimScenario("C3: no guard", [.wipe, .relayCrash, .zombie]) { $0.consumer.guardsState = false },
        SimScenario("C3: state through the inbox, no refill", [.publisherRestore, .relayCrash]) {
            $0.weakness = .stateThroughInbox
            $0.relay.refillsState = false
        },
        SimScenario("C4: held in memory", [.lateState, .consumerCrash]) { $0.consumer.defersInTable = false },
        SimScenario("C4: woken by an arrival only", [.lateState, .slowConsumer], steps: 60, faultPercent: 3) {
            $0.consumer.sweeps = false
        },
        SimScenario("C4: a tombstone is no arrival", [.lateState, .erasures]) {
            $0.consumer.tombstoneIsArrival = false
        },
        SimScenario("C4: held does not count as come", [.lateState]) { $0.consumer.deferredCountsAsReceived = false },
    ]

    private static let timeOfVersion = "R5: a recreated version passes for the old one"

    /// Seeds that are known to violate the rule, so that a run need not search. After a change of the model it searches
    /// again.
    static let knownSeeds: [String: UInt64] = [
        "R2: the bound is the snapshot's xmax": 2640,
        "R2: the bound is of an old transaction": 2640,
        "R1: xmin of a later snapshot": 55,
        "dropping below the current cluster's cursor only": 19,
        "dropping a held row": 20,
        "R4: the note goes on request": 4,
        "R4: a checkpoint above a held row": 2141,
        "R6: no state again after a takeover": 46,
        "R6: a foreign record before the first look is passed over": 368,
        "R5: checked by offsets, not identity": 57,
        "R5: the checkpoint is the top": 350,
        "R5: the cursor moves before the read-back": 915,
        "R5: versions are not compared": 10,
        timeOfVersion: 317,
        "R5: an epoch for each cluster": 6,
        "C1: the last record is not verified": 15,
        "C1: a higher epoch is passed over": 960,
        "C3: no guard": 13,
        "C4: woken by an arrival only": 677,
    ]
}
