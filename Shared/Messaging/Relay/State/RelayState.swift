package import Kafka
import Primitives

/// The relay's decisions (R1 to R6) as a pure state machine: what to read, send, note and check, given what was read,
/// reported and found. The driver performs the I/O; the simulation runs the same machine with a modelled journal and
/// log.
///
/// Call `next` for a step, carry it out, and pass its result to the method that the step names. `report`, `wake` and
/// `request` may be called at any time in between.
package struct RelayState: Sendable {
    let limits: RelayLimits

    // The journal
    package internal(set) var top: Int64 = 0
    var gaps = JournalGaps()
    var ledger = SendLedger()
    var isMore = false
    var isWoken = false
    var nextPoll: Duration = .zero
    var pace = ReadPace()

    // The log: the last reported record of each partition, and the offset that the next one must follow
    var positions: [TopicPartition: LogPosition] = [:]
    var tails: [TopicPartition: Int64] = [:]
    /// Partitions whose reports had no offsets or unexpected ones, with the events reported since. Nothing is sent and
    /// the cursor does not move until they are read back.
    var unverified: [TopicPartition: Set<EventID>] = [:]
    /// Whether what is durable was compared with the log. Nothing is sent before that.
    var isVerified = false
    var nextCheck: Duration = .zero

    // Aggregates that a refused record holds back (R4)
    var held: [AggregateName: HeldNote] = [:]
    /// Aggregates of a request that is being served. Their notes stay until its reports have arrived.
    var releasing: [AggregateName: Int64] = [:]
    var requests: [ResendRequest] = []
    var current: Resend?
    /// The row up to which records are sent one at a time, after a whole batch was refused, to find the record at
    /// fault.
    var carefulThrough: Int64 = 0

    // What is durable, and what is to become durable
    package internal(set) var savedCursor: Int64 = 0
    var changed: Set<TopicPartition> = []
    var newNotes: [AggregateName: HeldNote] = [:]
    var released: Set<AggregateName> = []
    var served: [Int64] = []
    var lastSave: Duration = .zero
    var lastCheckpoint: (cursor: Int64, at: Duration) = (0, .zero)
    var refresh = RefreshRequest()
    /// The aggregates of refreshes whose rows the durable cursor has not reached. They need no other row: sending ends
    /// with these rows, however often it starts again.
    var refreshedStates: Set<AggregateName> = []
    var refreshedThrough: Int64 = 0
    /// States whose sending failed. They may have been written or may still be.
    var failedStates: Set<AggregateName> = []
    /// The previous machine's state, until the log was verified once.
    var carriedOver = RelayCarryover()
    var interruption: Interruption?

    struct Resend: Sendable {
        let request: ResendRequest
        var after: Int64 = 0
        var isRead = false
        var names: Set<AggregateName> = []
    }

    enum Interruption: Sendable {
        case lostRecords
        case restart(String)
    }

    package init(limits: RelayLimits = RelayLimits()) {
        self.limits = limits
    }

    /// Starts from what is durable: for a new leader, connection or producer, or after a recovery.
    ///
    /// - Parameters:
    ///   - partitions: all partitions of the service's topics. One without a position was never written to.
    ///   - followsAnother: whether the previous leader may still have records queued (R6).
    ///   - carryover: the previous machine's state, if only the producer is new.
    package mutating func begin(
        _ memory: ClusterMemory, partitions: [TopicPartition], followsAnother: Bool, carryover: RelayCarryover? = nil,
        at now: Duration
    ) {
        ledger.removeAll()
        (gaps, top) = (JournalGaps(), memory.cursor)
        (isMore, isWoken, nextPoll, pace) = (false, true, now, ReadPace())
        positions = memory.positions
        tails = [:]
        unverified = [:]
        isVerified = false
        for partition in partitions { unverified[partition] = [] }
        nextCheck = now + limits.checkInterval
        held = memory.held
        (releasing, current, requests) = ([:], nil, memory.requests)
        savedCursor = memory.cursor
        (changed, newNotes, released, served) = ([], [:], [], [])
        lastSave = now
        lastCheckpoint = (memory.cursor, now)
        (refresh, refreshedStates, refreshedThrough) = (RefreshRequest(), [], 0)
        (failedStates, carefulThrough) = ([], 0)
        if followsAnother { refresh.above = memory.cursor }
        carriedOver = RelayCarryover()
        if let carryover { restore(carryover) }
        interruption = nil
    }

    /// Notes that something was committed in this process.
    package mutating func wake() {
        isWoken = true
    }

    /// Adds requests that are open in the table. Known ones are ignored.
    package mutating func request(_ open: [ResendRequest]) {
        let known = Set(requests.map(\.id) + served + (current.map { [$0.request.id] } ?? []))
        requests += open.filter { !known.contains($0.id) }
    }

    /// The number of records that were passed to the producer and not reported yet.
    package var inFlight: Int { ledger.unreported }

    /// The token of the next row that `page` or `resendPage` returns. Tokens count up from it.
    package var nextToken: UInt64 { ledger.nextToken }

    /// The id up to which everything is on the topics or noted as held (R3).
    package var cursor: Int64 {
        let lowest = min(gaps.lowest ?? .max, ledger.lowestUnreported ?? .max)
        return lowest == .max ? top : min(top, lowest - 1)
    }

    package var heldAggregates: Int { held.count + releasing.count }
    package var missingRanges: [ClosedRange<Int64>] { gaps.ranges }
}
