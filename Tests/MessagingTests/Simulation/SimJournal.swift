import Kafka
import Messaging
import Primitives

/// The publisher's database as the journal sees it: transactions with xids and ids drawn in between, snapshots, a crash
/// that aborts running transactions, and a restore to an earlier time.
struct SimJournal {
    struct Row {
        let id: Int64
        let event: EventID
        let name: AggregateName
        let isState: Bool
        let sequence: Int64
    }

    struct State {
        var version: Int64
        var value: Int?
        /// When this version was written; unique.
        var at: Int
    }

    struct Cluster {
        var memory = ClusterMemory()
        var checkpoints: [Checkpoint] = []
        var epoch: Int64 = 1
    }

    /// The data that a backup contains and a restore brings back.
    struct Tables {
        var facts: [String: Int64] = [:]
        var states: [String: State] = [:]
        var rows: [Int64: Row] = [:]
        var clusters: [String: Cluster] = [:]
        var epoch: Int64 = 1
        var requests: [ResendRequest] = []
        var nextID: Int64 = 1
        var nextRequest: Int64 = 1
        /// The youngest event whose row was dropped.
        var horizon = 0
    }

    struct Transaction {
        var xid: UInt64?
        var keys: [String]
        var rows: [Row] = []
        var facts: [String: Int64] = [:]
        var states: [String: State] = [:]
        var plan: [Write]
        /// A transaction that holds an xid and does nothing, in any database of the server.
        var isIdle = false
    }

    enum Write {
        case fact(String)
        case state(String, Int?)
    }

    var tables = Tables()
    var running: [Transaction] = []
    var nextXid: UInt64 = 100
    var completedXid: UInt64 = 99
    var events = 0
    var changes = 0
    var values = 0
    /// The ids of all facts that ever committed, with aggregate and number.
    var weakness: SimWeakness?

    static let factTopic = "f"
    static let stateTopic = "s"

    mutating func newEvent() -> EventID {
        events += 1
        return SimJournal.event(events)
    }

    static func event(_ number: Int) -> EventID {
        EventID("00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - "\(number)".count) + "\(number)")!
    }

    /// Events are numbered in the order of their creation, as version 7 ids are.
    static func age(_ event: EventID) -> Int { Int(event.description.suffix(12)) ?? 0 }

    // MARK: Writers

    mutating func begin(_ writes: [Write]) {
        let keys = Set(
            writes.map { write in
                switch write {
                case .fact(let key), .state(let key, _): key
                }
            })
        guard running.allSatisfy({ keys.isDisjoint(with: $0.keys) }) else { return }
        running.append(Transaction(keys: keys.sorted(), plan: writes))
    }

    mutating func beginIdle() {
        running.append(Transaction(xid: drawXid(), keys: [], plan: [], isIdle: true))
    }

    private mutating func drawXid() -> UInt64 {
        nextXid += 1
        return nextXid
    }

    /// Runs one statement of a transaction, its commit, or its rollback.
    mutating func advance(_ index: Int, aborts: Bool) {
        var transaction = running[index]
        guard let write = transaction.plan.first else {
            if transaction.xid == nil, !transaction.rows.isEmpty {
                // Weakened: the xid is drawn after the ids.
                transaction.xid = drawXid()
                running[index] = transaction
                return
            }
            running.remove(at: index)
            if let xid = transaction.xid { completedXid = max(completedXid, xid) }
            guard !aborts else { return }
            for row in transaction.rows { tables.rows[row.id] = row }
            tables.facts.merge(transaction.facts) { $1 }
            tables.states.merge(transaction.states) { $1 }
            return
        }
        if weakness != .idBeforeXid, transaction.xid == nil { transaction.xid = drawXid() }
        transaction.plan.removeFirst()
        switch write {
        case .fact(let key):
            let number = (transaction.facts[key] ?? tables.facts[key] ?? 0) + 1
            transaction.facts[key] = number
            transaction.rows.append(row(SimJournal.factTopic, key, isState: false, number))
        case .state(let key, let value):
            let version = (transaction.states[key] ?? tables.states[key])?.version ?? 0
            transaction.states[key] = changed(version: version + 1, value: value)
            transaction.rows.append(row(SimJournal.stateTopic, key, isState: true, version + 1))
        }
        running[index] = transaction
    }

    /// Returns a version written now.
    mutating func changed(version: Int64, value: Int?) -> State {
        changes += 1
        return State(version: version, value: value, at: changes)
    }

    private mutating func row(_ topic: String, _ key: String, isState: Bool, _ sequence: Int64) -> Row {
        defer { tables.nextID += 1 }
        return Row(
            id: tables.nextID, event: newEvent(), name: AggregateName(topic: topic, key: key), isState: isState,
            sequence: sequence)
    }

    /// Begins, writes and commits a transaction at once.
    mutating func commit(_ writes: [Write]) {
        running.append(Transaction(keys: [], plan: writes))
        let count = writes.count
        for _ in 0...(count + 1) where running.count > 0 {
            if running.last?.isIdle == true { break }
            let before = running.count
            advance(running.count - 1, aborts: false)
            if running.count < before { break }
        }
    }

    // MARK: Reading

    var xmin: UInt64 { running.compactMap(\.xid).min() ?? nextXid + 1 }

    mutating func freshXid() -> UInt64 {
        let xid = drawXid()
        completedXid = max(completedXid, xid)
        return xid
    }

    func read(_ request: ReadRequest) -> JournalPage {
        let missing = tables.rows.values.filter { row in request.gaps.contains { $0.contains(row.id) } }
            .sorted { $0.id < $1.id }
        let fresh = tables.rows.values.filter { $0.id > request.after }.sorted { $0.id < $1.id }
        let some = missing.prefix(request.limit)
        return JournalPage(
            rows: (some + fresh.prefix(request.limit)).map(current), xmin: request.gaps.isEmpty ? nil : xmin,
            isCut: fresh.count > request.limit || missing.count > request.limit,
            gapsReadThrough: missing.count >= request.limit ? some.last?.id : nil)
    }

    /// Returns a state row with the current content.
    func current(_ row: Row) -> JournalRow {
        let state = row.isState ? tables.states[row.name.key] : nil
        return JournalRow(
            id: row.id, event: row.event, name: row.name, type: row.isState ? "state" : "fact", isState: row.isState,
            sequence: state?.version ?? row.sequence,
            occurredAt: String(state?.at ?? 0),
            payload: row.isState ? state.flatMap { $0.value.map(String.init) } : "fact")
    }

    func origin(_ record: SimRecord, rules: RelayRules) -> LogEvidence.Seen.Origin {
        guard tables.rows.values.contains(where: { $0.event == record.event }) else {
            return SimJournal.age(record.event) <= tables.horizon ? .older : .lost
        }
        let state = record.isState ? tables.states[record.name.key] : nil
        let reached = record.isState ? state?.version ?? 0 : tables.facts[record.name.key] ?? 0
        if let state, record.sequence == reached, record.at != state.at, rules.checksTimeOfVersion { return .lost }
        return record.sequence <= reached || !rules.checksVersion ? .ours : .lost
    }

    /// Inserts journal rows for the current state of these keys. Returns the highest id of them; 0 if there are none.
    @discardableResult
    mutating func refresh(_ keys: some Sequence<String>) -> Int64 {
        var through: Int64 = 0
        for key in keys.sorted() {
            guard let state = tables.states[key] else { continue }
            let made = row(SimJournal.stateTopic, key, isState: true, state.version)
            tables.rows[made.id] = made
            through = made.id
        }
        return through
    }
}
