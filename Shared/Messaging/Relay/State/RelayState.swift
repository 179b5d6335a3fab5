package import Kafka
import Primitives

/// The relay's decisions (R1 to R6) as a pure machine: what to read, send, note and check, given what was read, reported
/// and found. The driver does the I/O; the simulation runs this same machine over a modelled journal and log.
///
/// Call `next` for a step, do it, and give its answer to the method that the step names. `report`, `wake` and `request` may
/// come at any time between.
package struct RelayState: Sendable {
    let limits: RelayLimits
    let rules: RelayRules

    // The journal.
    package internal(set) var top: Int64 = 0
    var gaps = JournalGaps()
    var ledger = SendLedger()
    var isMore = false
    var isWoken = false
    var nextPoll: Duration = .zero
    var pace = ReadPace()

    // The log: the last record reported in each partition, and the offset after which the next one must stand.
    var positions: [TopicPartition: LogPosition] = [:]
    var tails: [TopicPartition: Int64] = [:]
    /// Partitions whose reports told no offsets, or other offsets than ours must have: what was reported since. Nothing is
    /// sent and the cursor stands until they are read back.
    var unsettled: [TopicPartition: Set<EventID>] = [:]
    /// Nothing is sent before what is durable was compared with the log.
    var isSettled = false
    var nextCheck: Duration = .zero

    // Aggregates held back by a refused record (R4).
    var held: [AggregateName: HeldNote] = [:]
    /// Named by a request that is being served: their notes stay until its reports have come.
    var releasing: [AggregateName: Int64] = [:]
    var requests: [ResendRequest] = []
    var current: Resend?
    /// A batch was refused as a whole: up to this row one record is sent at a time, so that the one at fault shows.
    var carefulThrough: Int64 = 0

    // What is durable, and what is to become so.
    package internal(set) var savedCursor: Int64 = 0
    var changed: Set<TopicPartition> = []
    var newNotes: [AggregateName: HeldNote] = [:]
    var released: Set<AggregateName> = []
    var served: [Int64] = []
    var lastSave: Duration = .zero
    var lastCheckpoint: (cursor: Int64, at: Duration) = (0, .zero)
    var refresh = RefreshRequest()
    /// What the refreshes since the journal's end was last reached asked for by name.
    var refreshedStates: Set<AggregateName> = []
    /// States whose sending failed: they may be there, or come.
    var failedStates: Set<AggregateName> = []
    /// Of the machine before, until the log was looked at once.
    var inherited = RelayHeritage()
    var trouble: Trouble?

    struct Resend: Sendable {
        let request: ResendRequest
        var after: Int64 = 0
        var isRead = false
        var names: Set<AggregateName> = []
    }

    enum Trouble: Sendable {
        case lostRecords
        case restart(String)
    }

    package init(limits: RelayLimits = RelayLimits(), rules: RelayRules = .all) {
        self.limits = limits
        self.rules = rules
    }

    /// Starts from what is durable: a new leader, a new connection, a new producer, or after a recovery.
    ///
    /// - Parameters:
    ///   - partitions: every partition of the service's topics; one without a position was never written to.
    ///   - followsAnother: the leader before may still have had records queued (R6).
    ///   - heritage: of the machine before, when only the producer is new.
    package mutating func begin(
        _ memory: ClusterMemory, partitions: [TopicPartition], followsAnother: Bool, heritage: RelayHeritage? = nil,
        at now: Duration
    ) {
        ledger.removeAll()
        if rules.memoryEndsWithConnection || top == 0 {
            gaps = JournalGaps()
            top = memory.cursor
        }
        (isMore, isWoken, nextPoll, pace) = (false, true, now, ReadPace())
        positions = memory.positions
        tails = [:]
        unsettled = [:]
        isSettled = false
        for partition in partitions { unsettled[partition] = [] }
        nextCheck = now + limits.checkInterval
        held = memory.held
        (releasing, current, requests) = ([:], nil, memory.requests)
        savedCursor = memory.cursor
        (changed, newNotes, released, served) = ([], [:], [], [])
        lastSave = now
        lastCheckpoint = (memory.cursor, now)
        (refresh, refreshedStates, failedStates, carefulThrough) = (RefreshRequest(), [], [], 0)
        if followsAnother, rules.refreshesAfterTakeover { refresh.above = memory.cursor }
        inherited = RelayHeritage()
        if let heritage { inherit(heritage) }
        trouble = nil
    }

    /// Something was committed in this process.
    package mutating func wake() {
        isWoken = true
    }

    /// Requests that are open in the table; those already known are passed over.
    package mutating func request(_ open: [ResendRequest]) {
        let known = Set(requests.map(\.id) + served + (current.map { [$0.request.id] } ?? []))
        requests += open.filter { !known.contains($0.id) }
    }

    /// Records in the producer's hands.
    package var inFlight: Int { ledger.unreported }

    /// The token of the next row that `page` or `resendPage` gives; they count up from it.
    package var nextToken: UInt64 { ledger.nextToken }

    /// Everything up to it is on the topics, or noted as held (R3).
    package var cursor: Int64 {
        var lowest = Int64.max
        if rules.cursorWaitsForGaps { lowest = min(lowest, gaps.lowest ?? .max) }
        if rules.cursorWaitsForReports { lowest = min(lowest, ledger.lowestUnreported ?? .max) }
        return lowest == .max ? top : min(top, lowest - 1)
    }

    package var heldAggregates: Int { held.count + releasing.count }
    package var missingRanges: [ClosedRange<Int64>] { gaps.ranges }
}
