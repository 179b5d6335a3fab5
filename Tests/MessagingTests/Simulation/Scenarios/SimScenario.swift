import Messaging

/// The faults that a schedule may contain. Each weakening runs with frequent occurrences of the faults that it needs.
struct SimFaults: OptionSet, Hashable {
    let rawValue: Int
    static let longTransactions = SimFaults(rawValue: 1 << 0)
    static let relayCrash = SimFaults(rawValue: 1 << 1)
    /// A leader is replaced while its producer has queued records, which are written later.
    static let zombie = SimFaults(rawValue: 1 << 2)
    static let wipe = SimFaults(rawValue: 1 << 3)
    static let truncate = SimFaults(rawValue: 1 << 4)
    static let swap = SimFaults(rawValue: 1 << 5)
    static let publisherRestore = SimFaults(rawValue: 1 << 6)
    static let consumerCrash = SimFaults(rawValue: 1 << 7)
    static let consumerRestore = SimFaults(rawValue: 1 << 8)
    static let sendFailure = SimFaults(rawValue: 1 << 9)
    static let unknownOffsets = SimFaults(rawValue: 1 << 10)
    static let refusals = SimFaults(rawValue: 1 << 11)
    static let erasures = SimFaults(rawValue: 1 << 12)
    static let drops = SimFaults(rawValue: 1 << 13)
    static let lateState = SimFaults(rawValue: 1 << 14)
    static let republish = SimFaults(rawValue: 1 << 15)
    /// A consumer is down for a long time while the topics change.
    static let slowConsumer = SimFaults(rawValue: 1 << 16)

    /// The relay dies together with the broker's last records.
    static let crashTruncate = SimFaults(rawValue: 1 << 17)
    /// Everything on the broker is deleted at the end of the schedule.
    static let lastWipe = SimFaults(rawValue: 1 << 18)

    /// The topic accepts single records only.
    static let batchRefusals = SimFaults(rawValue: 1 << 19)

    /// The faults after which a recovery is correct. Without them it is a false alarm.
    static let losses: SimFaults = [.wipe, .truncate, .swap, .publisherRestore, .crashTruncate, .lastWipe]

    static let relayFaults: SimFaults = [.longTransactions, .relayCrash, .sendFailure, .unknownOffsets]
    static let everyday: SimFaults = [
        .longTransactions, .relayCrash, .consumerCrash, .sendFailure, .unknownOffsets, .lateState, .republish,
    ]
}

/// Weakenings outside of the state machines: in what databases and drivers are asked to do.
enum SimWeakness: Hashable {
    case boundIsSnapshotXmax
    case boundOfOldTransaction
    case xminOfLaterSnapshot
    case idBeforeXid
    case positionOutsideDatabase
    case epochApartFromPosition
    case inboxForgets
    case epochPerCluster
    case dropsBelowCurrentClusterOnly
    case dropsHeldRows
    case republishBesideLeader
    case stateThroughInbox
    case restartForgets
}

struct SimScenario {
    let name: String
    var faults: SimFaults
    var relay = RelayRules()
    var consumer = ConsumerRules()
    var weakness: SimWeakness?
    var steps = 260
    /// The percentage of steps that are faults.
    var faultPercent = 6

    init(
        _ name: String, _ faults: SimFaults, steps: Int = 260, faultPercent: Int = 6,
        _ weaken: (inout SimScenario) -> Void = { _ in }
    ) {
        self.name = name
        self.faults = faults
        self.steps = steps
        self.faultPercent = faultPercent
        weaken(&self)
    }
}
