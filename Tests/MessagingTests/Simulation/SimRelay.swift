import Kafka
import Messaging
import Primitives

/// A relay process: the real state machine, with its steps carried out on the modelled journal and log.
struct SimRelay {
    var machine: WeakRelay
    var producer: SimProducer
    var epoch: Int64 = 1
    var isBegun = false
    var followsAnother: Bool
    var restarts = 0
    /// The pending result of a check of the log.
    var check: (evidence: [TopicPartition: LogEvidence], asked: [TopicPartition: LogPosition?])?
    /// Weakened: what the relay remembers of the journal across connections.
    var oldXid: UInt64 = 0

    static var limits: RelayLimits {
        var limits = RelayLimits()
        limits.pageRows = 3
        limits.inFlightRows = 8
        limits.saveInterval = .milliseconds(60)
        limits.poll = .milliseconds(50)
        limits.gapPoll = .milliseconds(30)
        limits.checkInterval = .milliseconds(400)
        limits.checkpointRows = 4
        limits.checkpointInterval = .milliseconds(800)
        return limits
    }

    init(cluster: String, followsAnother: Bool, rules: RelayRules) {
        machine = WeakRelay(state: RelayState(limits: Self.limits), rules: rules)
        producer = SimProducer(cluster: cluster)
        self.followsAnother = followsAnother
    }
}

extension SimRun {
    func stepRelay() {
        now += .milliseconds(20)
        guard var relay else { return }
        self.relay = nil
        defer { if self.relay == nil, !relayDied { self.relay = relay } }
        relayDied = false
        if !relay.isBegun {
            begin(&relay)
            return
        }
        let reports = relay.producer.reports.prefix(random.int(0..<5))
        relay.producer.reports.removeFirst(reports.count)
        for report in reports { relay.machine.report(report) }
        if let (evidence, asked) = relay.check, random.chance(50) {
            relay.machine.checked(evidence, asked: asked)
            relay.check = nil
        }
        if let places = relay.machine.checkIfDue(at: now) {
            relay.check = (evidence(places, cluster: relay.producer.cluster, readsAbove: false), places)
        }
        relay.machine.state.request(journal.tables.requests)
        perform(relay.machine.next(at: now), &relay)
    }

    private func begin(_ relay: inout SimRelay, _ carryover: RelayCarryover? = nil) {
        let cluster = relay.producer.cluster
        relay.isBegun = true
        relay.oldXid = journal.freshXid()
        if journal.tables.clusters[cluster] == nil {
            if journal.tables.clusters.isEmpty {
                journal.tables.clusters[cluster] = SimJournal.Cluster()
            } else {
                journal.tables.clusters[cluster] = SimJournal.Cluster()
                recover(&relay)
                return
            }
        }
        relay.epoch =
            scenario.weakness == .epochPerCluster
            ? journal.tables.clusters[cluster]!.epoch : journal.tables.epoch
        var memory = journal.tables.clusters[cluster]!.memory
        memory.requests = journal.tables.requests
        relay.machine.begin(
            memory, partitions: SimCluster.partitions, followsAnother: relay.followsAnother,
            carryover: carryover, at: now)
    }

    private func perform(_ step: RelayStep, _ relay: inout SimRelay) {
        let cluster = relay.producer.cluster
        switch step {
        case .read(let request):
            var page = journal.read(request)
            if scenario.weakness == .xminOfLaterSnapshot, page.xmin != nil {
                for _ in 0..<3 { stepWriters() }
                page.xmin = journal.xmin
            }
            let token = relay.machine.state.nextToken
            enqueue(relay.machine.state.page(page, at: now), from: token, &relay)
        case .readBound:
            switch scenario.weakness {
            case .boundIsSnapshotXmax: relay.machine.state.bound(journal.completedXid + 1)
            case .boundOfOldTransaction: relay.machine.state.bound(relay.oldXid)
            default: relay.machine.state.bound(journal.freshXid())
            }
        case .save(let save):
            apply(save, cluster)
            relay.machine.state.saved(save, at: now)
        case .verify(let places):
            relay.machine.verified(evidence(places, cluster: cluster, readsAbove: true), at: now)
        case .recover: recover(&relay)
        case .refresh(let request):
            var keys = Set(request.aggregates.map(\.key))
            if let above = request.above {
                keys.formUnion(journal.tables.rows.values.filter { $0.isState && $0.id > above }.map(\.name.key))
            }
            relay.machine.state.refreshed(through: journal.refresh(keys))
        case .readResend(let request, let after, let limit):
            let through = request.aggregate == nil ? request.through : max(request.through, relay.machine.state.top)
            let rows = journal.tables.rows.values
                .filter { !$0.isState && $0.id > after && $0.id <= through }
                .filter { row in request.aggregate.map { $0 == row.name.key } ?? true }
                .sorted { $0.id < $1.id }
            let token = relay.machine.state.nextToken
            let sends = relay.machine.state.resendPage(
                rows.prefix(limit).map(journal.current), isLast: rows.count <= limit)
            enqueue(sends, from: token, &relay)
        case .restart:
            // A new producer on the same connection. Records of the old one in flight may still be written.
            abandon(relay.producer, lands: random.chance(50))
            relay.producer = SimProducer(cluster: cluster)
            relay.followsAnother = true
            relay.restarts += 1
            let carryover = relay.machine.state.carryover
            // As in the driver, only the carryover is passed on.
            if scenario.relay.memoryEndsWithConnection {
                relay.machine.state = RelayState(limits: SimRelay.limits)
            }
            relay.check = nil
            begin(&relay, scenario.weakness == .restartForgets ? nil : carryover)
        case .wait: break
        }
    }

    private func enqueue(_ rows: [JournalRow], from first: UInt64, _ relay: inout SimRelay) {
        for (index, row) in rows.enumerated() {
            let record = SimRecord(
                event: row.event, name: row.name, isState: row.isState, sequence: row.sequence, epoch: relay.epoch,
                value: row.payload.flatMap { Int($0) }, at: Int(row.occurredAt) ?? 0)
            relay.producer.queue.append(.init(token: first + UInt64(index), record: record))
        }
    }

    private func apply(_ save: RelaySave, _ cluster: String) {
        var known = journal.tables.clusters[cluster]!
        known.memory.cursor = save.cursor
        known.memory.positions.merge(save.positions) { $1 }
        for (name, note) in save.notes { known.memory.held[name] = note }
        for name in save.released { known.memory.held[name] = nil }
        journal.tables.requests.removeAll { save.servedRequests.contains($0.id) }
        if let checkpoint = save.checkpoint { known.checkpoints.append(checkpoint) }
        journal.tables.clusters[cluster] = known
    }

    func evidence(
        _ places: [TopicPartition: LogPosition?], cluster: String, readsAbove: Bool
    ) -> [TopicPartition: LogEvidence] {
        var all: [TopicPartition: LogEvidence] = [:]
        for (partition, place) in places {
            let log = clusters[cluster]!.logs[partition]!
            var found: LogPosition?
            if let place, place.offset >= 0, place.offset < log.count {
                found = LogPosition(offset: place.offset, event: log[Int(place.offset)].event)
            }
            var above: [LogEvidence.Seen] = []
            let next = place.map { Int($0.offset) + 1 } ?? 0
            if readsAbove, next < log.count {
                above = (next..<log.count).map { offset in
                    LogEvidence.Seen(
                        offset: Int64(offset), event: log[offset].event, name: log[offset].name,
                        isState: log[offset].isState,
                        origin: journal.origin(log[offset], rules: scenario.relay))
                }
            }
            all[partition] = LogEvidence(
                start: 0, end: Int64(log.count), found: found, above: above, isCompacted: false)
        }
        return all
    }

    private func recover(_ relay: inout SimRelay) {
        recoveries += 1
        let cluster = relay.producer.cluster
        abandon(relay.producer, lands: false)
        let logs = clusters[cluster]!.logs
        let rules = scenario.relay
        let checkpoints = journal.tables.clusters[cluster]!.checkpoints.map { checkpoint in
            let found = rules.weakened(
                evidence(checkpoint.positions.mapValues { $0 }, cluster: cluster, readsAbove: false),
                expecting: checkpoint.positions)
            return (
                checkpoint: checkpoint,
                holds: checkpoint.positions.allSatisfy { found[$0.key]!.agrees(with: $0.value) }
            )
        }
        let isPerCluster = scenario.weakness == .epochPerCluster
        let lasts = clusters[cluster]!.lastStates
        let plan = RecoveryPlan(
            knownEpoch: isPerCluster ? journal.tables.clusters[cluster]!.epoch : journal.tables.epoch,
            seenEpoch: logs.values.joined().map(\.epoch).max() ?? 0, checkpoints: checkpoints,
            onTopics: lasts.values.map {
                ($0.name, "state", $0.sequence, $0.value == nil, true)
            },
            versions: Dictionary(
                uniqueKeysWithValues: journal.tables.states.map {
                    (
                        AggregateName(topic: SimJournal.stateTopic, key: $0.key),
                        ($0.value.version, $0.value.value == nil)
                    )
                }))
        for name in plan.erasures where rules.redoesErasures { erase(name.key) }
        var known = journal.tables.clusters[cluster]!
        journal.tables.epoch = max(journal.tables.epoch, plan.epoch)
        known.epoch = plan.epoch
        known.memory.cursor = plan.cursor
        known.memory.positions = [:]
        if rules.recoveryKeepsEnds {
            for (partition, log) in logs where !log.isEmpty {
                known.memory.positions[partition] = LogPosition(offset: Int64(log.count - 1), event: log.last!.event)
            }
        }
        known.checkpoints = Array(known.checkpoints.prefix(plan.checkpointsKept))
        journal.tables.clusters[cluster] = known
        for (name, _) in plan.unknown
        where rules.deletesUnknownAggregates && journal.tables.states[name.key] == nil {
            journal.tables.states[name.key] = journal.changed(version: 1, value: nil)
        }
        if rules.refillsState { journal.refresh(Array(journal.tables.states.keys)) }
        relay.producer = SimProducer(cluster: cluster)
        relay.followsAnother = false
        relay.check = nil
        begin(&relay)
    }

    /// Erases the aggregate again, as the service does.
    private func erase(_ key: String) {
        let version = journal.tables.states[key]?.version ?? 0
        journal.tables.states[key] = journal.changed(version: version + 1, value: nil)
        journal.refresh([key])
    }

    /// Abandons a producer: its queue is dropped, or written while another producer already sends.
    func abandon(_ producer: SimProducer, lands: Bool) {
        guard lands, !producer.queue.isEmpty else { return }
        var orphan = producer
        orphan.isOrphan = true
        orphan.reports = []
        orphans.append(orphan)
    }
}
