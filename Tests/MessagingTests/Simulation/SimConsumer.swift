import Kafka
import Primitives

@testable import Messaging

/// A consumer over its database, with the state machines of the real one.
struct SimConsumer {
    struct Held {
        let record: SimRecord
        var waits: Bool
        var isDue = false
    }

    /// The data that a backup contains and a restore brings back.
    struct Tables {
        var positions: [TopicPartition: ConsumerPosition] = [:]
        var inbox: Set<EventID> = []
        var numbers: [String: Int64] = [:]
        var held: [String: [Held]] = [:]
        var guards: [String: (epoch: Int64, version: Int64, isGone: Bool)] = [:]
        var projection: [String: Int] = [:]
        var effects: [SimRecord] = []
        /// Keys whose state went back to an older version of its epoch.
        var regressed: Set<String> = []
    }

    /// The client's memory.
    struct Lane {
        var state: PartitionState
        var fetch: Int
    }

    var tables = Tables()
    var lanes: [TopicPartition: Lane] = [:]
    /// A transaction on facts that has queried the projection and not committed yet.
    var open: Open?
    /// Weakened: deferred in memory only.
    var memoryHeld: [String: [Held]] = [:]

    struct Open {
        let partition: TopicPartition
        let records: [(offset: Int, record: SimRecord)]
        /// The projection as the handlers saw it.
        let there: Set<String>
    }

    let rules: ConsumerRules
    let weakness: SimWeakness?
    let order: FactOrder

    init(rules: ConsumerRules, weakness: SimWeakness?) {
        self.rules = rules
        self.weakness = weakness
        order = FactOrder(retention: .seconds(86_400))
    }

    mutating func crash() {
        lanes = [:]
        open = nil
        memoryHeld = [:]
    }

    /// The keys whose rows have arrived, including tombstones.
    private var arrived: Set<String> {
        rules.tombstoneIsArrival
            ? Set(tables.guards.keys) : Set(tables.guards.filter { !$0.value.isGone }.map(\.key))
    }

    // MARK: Reading

    mutating func poll(_ partition: TopicPartition, of cluster: SimCluster, batch: Int) {
        guard open == nil || (open?.partition != partition && partition.topic == SimJournal.stateTopic) else { return }
        let log = cluster.logs[partition]!
        guard var lane = lanes[partition] else {
            var state = PartitionState(tables.positions[partition] ?? .beginning)
            if !rules.verifiesLastRecord { state.awaitsVerification = false }
            lanes[partition] = Lane(state: state, fetch: state.start.map(Int.init) ?? 0)
            return
        }
        defer { if lanes[partition] != nil { lanes[partition] = lane } }
        if lane.fetch > log.count {
            restart(&lane, partition, lane.state.positionAfterMissingOffset)
            return
        }
        guard lane.fetch < log.count else {
            switch lane.state.judgeEnd(at: Int64(log.count)) {
            case .reread(let position): restart(&lane, partition, position)
            case .recheck(let offset): lane.fetch = Int(offset)
            case .handle, .skip: break
            }
            return
        }
        let end = min(log.count, lane.fetch + batch)
        let records = (lane.fetch..<end).map { (offset: $0, record: log[$0]) }
        let known = lane.state.position.epoch == 0 ? records.first?.record.epoch : lane.state.position.epoch
        let heads = records.map { offset, record in
            RecordHead(
                offset: Int64(offset), event: record.event, epoch: rules.rereadsOnEpoch ? record.epoch : known)
        }
        switch lane.state.judge(heads) {
        case .reread(let position): restart(&lane, partition, position)
        case .recheck(let offset): lane.fetch = Int(offset)
        case .skip: lane.fetch = end
        case .handle(let from):
            lane.fetch = end
            let some = Array(records[from...])
            if partition.topic == SimJournal.stateTopic {
                applyStates(some)
                move(&lane, partition, some.last!)
            } else {
                open = Open(partition: partition, records: some, there: arrived)
            }
        }
    }

    /// Requests the verification of the last record.
    mutating func verify(_ partition: TopicPartition) {
        guard rules.verifiesLastRecord, open?.partition != partition, let offset = lanes[partition]?.state.verify()
        else { return }
        lanes[partition]?.fetch = Int(offset)
    }

    private mutating func restart(_ lane: inout Lane, _ partition: TopicPartition, _ position: ConsumerPosition) {
        lane.state.moved(to: position)
        lane.fetch = 0
        if weakness == .epochApartFromPosition {
            // The epoch is durable at once, the position only with the next batch.
            let old = tables.positions[partition] ?? .beginning
            tables.positions[partition] = ConsumerPosition(offset: old.offset, event: old.event, epoch: position.epoch)
        } else {
            tables.positions[partition] = position
        }
    }

    private mutating func move(
        _ lane: inout Lane, _ partition: TopicPartition, _ last: (offset: Int, record: SimRecord)
    ) {
        let position = ConsumerPosition(
            offset: Int64(last.offset), event: last.record.event, epoch: lane.state.position.epoch)
        tables.positions[partition] = position
        lane.state.moved(to: position)
    }

    // MARK: State

    private mutating func applyStates(_ records: [(offset: Int, record: SimRecord)]) {
        for (_, record) in records {
            if weakness == .stateThroughInbox {
                guard tables.inbox.insert(record.event).inserted else { continue }
            } else if let known = tables.guards[record.name.key], rules.guardsState {
                let isNewer =
                    rules.guardsByEpoch
                    ? (record.epoch, record.sequence) > (known.epoch, known.version) : record.sequence > known.version
                guard isNewer else { continue }
            }
            if let known = tables.guards[record.name.key], known.epoch == record.epoch, known.version > record.sequence
            {
                tables.regressed.insert(record.name.key)
            }
            tables.guards[record.name.key] = (record.epoch, record.sequence, record.value == nil)
            tables.projection[record.name.key] = record.value
            if record.value != nil || rules.tombstoneIsArrival { wake(record.name.key) }
        }
    }

    private mutating func wake(_ key: String) {
        for index in (tables.held[key] ?? []).indices where tables.held[key]![index].waits {
            tables.held[key]![index].isDue = true
        }
    }

    // MARK: Facts

    /// Commits the open transaction.
    mutating func commit() {
        guard let open, var lane = lanes[open.partition] else {
            self.open = nil
            return
        }
        self.open = nil
        for (_, record) in open.records { take(record, there: open.there) }
        move(&lane, open.partition, open.records.last!)
        lanes[open.partition] = lane
    }

    private mutating func take(_ record: SimRecord, there: Set<String>) {
        let key = record.name.key
        let held = (tables.held[key] ?? []) + (memoryHeld[key] ?? [])
        guard !held.contains(where: { $0.record.event == record.event }) else { return }
        var progress = AggregateProgress(last: tables.numbers[key] ?? 0, deferred: held.map(\.record.sequence).sorted())
        defer {
            tables.numbers[key] = progress.last
            wakeNumbers(key)
        }
        if tables.inbox.contains(record.event) {
            progress.last = max(progress.last, record.sequence)
            return
        }
        let last = progress.last
        // A previous fact that has long expired is not waited for.
        let ignoresJump = !rules.defersJumps || (!rules.defersFirstJump && last == 0)
        let head = FactHead(
            sequence: record.sequence, previousTime: ignoresJump ? Instant(secondsSince1970: 0) : nil, bornAt: nil)
        switch order.decide(head, &progress, now: Instant(secondsSince1970: 1_000_000)) {
        case .ignore: break
        case .deferForGap, .deferBehind: hold(record, waits: false)
        case .handle:
            guard there.contains(key) else {
                order.markDeferred(record.sequence, &progress)
                if !rules.deferredCountsAsReceived { progress.last = min(last, record.sequence - 1) }
                hold(record, waits: true)
                return
            }
            tables.inbox.insert(record.event)
            tables.effects.append(record)
        }
    }

    private mutating func hold(_ record: SimRecord, waits: Bool) {
        if rules.defersInTable || !waits {
            tables.held[record.name.key, default: []].append(Held(record: record, waits: waits))
        } else {
            memoryHeld[record.name.key, default: []].append(Held(record: record, waits: waits))
        }
    }

    private mutating func wakeNumbers(_ key: String) {
        let last = tables.numbers[key] ?? 0
        for index in (tables.held[key] ?? []).indices
        where !tables.held[key]![index].waits && tables.held[key]![index].record.sequence <= last {
            tables.held[key]![index].isDue = true
        }
    }

    /// Retries the facts that are due, in the order of their numbers.
    mutating func sweep() {
        let arrived = arrived
        if rules.sweeps {
            for key in tables.held.keys where arrived.contains(key) { wake(key) }
            for key in tables.held.keys { wakeNumbers(key) }
        }
        for key in tables.held.keys.sorted() where tables.held[key]!.contains(where: \.isDue) {
            let last = tables.numbers[key] ?? 0
            var queue = tables.held[key]!.sorted { $0.record.sequence < $1.record.sequence }
            while let first = queue.first, first.record.sequence <= last {
                guard arrived.contains(key) else {
                    queue[0].waits = true
                    queue[0].isDue = false
                    break
                }
                queue.removeFirst()
                if tables.inbox.insert(first.record.event).inserted { tables.effects.append(first.record) }
            }
            tables.held[key] = queue.isEmpty ? nil : queue
        }
        guard !rules.defersInTable else { return }
        for key in memoryHeld.keys.sorted() where arrived.contains(key) {
            for held in memoryHeld.removeValue(forKey: key)!
            where tables.inbox.insert(held.record.event).inserted { tables.effects.append(held.record) }
        }
    }
}
