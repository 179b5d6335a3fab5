import Kafka
import Messaging
import Primitives

extension SimRun {
    /// Injects one of the faults that the scenario allows.
    func stepFault() {
        let faults = Self.all.filter { scenario.faults.contains($0) }
        guard !faults.isEmpty else { return }
        let fault = faults[random.int(0..<faults.count)]
        switch fault {
        case .relayCrash: crashRelay(lands: false)
        case .zombie: crashRelay(lands: true)
        case .wipe: wipe()
        case .truncate: truncate()
        case .crashTruncate:
            guard random.chance(60) else { return }
            truncate()
            crashRelay(lands: false)
        case .swap: swap()
        case .publisherRestore: backUpOrRestorePublisher()
        case .consumerCrash: consumer.crash()
        case .consumerRestore: backUpOrRestoreConsumer()
        case .refusals: refuseOrMend()
        case .erasures: eraseSomeone()
        case .drops: dropOldRows()
        case .republish: republish()
        case .slowConsumer: consumerRests = random.int(10..<60)
        default: break
        }
        if scenario.weakness == .inboxForgets, random.chance(30) {
            consumer.tables.inbox = consumer.tables.inbox.filter { _ in random.chance(50) }
        }
    }

    private static let all: [SimFaults] = [
        .relayCrash, .zombie, .wipe, .truncate, .swap, .publisherRestore, .consumerCrash, .consumerRestore, .refusals,
        .erasures, .drops, .republish, .slowConsumer, .crashTruncate,
    ]

    private func crashRelay(lands: Bool) {
        if let relay { abandon(relay.producer, lands: lands) }
        var next = SimRelay(cluster: current, followsAnother: true, rules: scenario.relay)
        if !scenario.relay.memoryEndsWithConnection, let old = relay, old.isBegun {
            // Weakened: the process survives a lost connection and continues with what it remembers.
            next.machine = old.machine
        }
        relay = next
    }

    private func wipe() {
        guard random.chance(50) else { return }
        clusters[current] = SimCluster(id: current)
    }

    private func truncate() {
        for partition in SimCluster.partitions where random.chance(60) {
            let count = clusters[current]!.logs[partition]!.count
            guard count > 0 else { continue }
            clusters[current]!.logs[partition]!.removeLast(random.int(0..<min(6, count) + 1))
        }
    }

    /// Replaces the broker by another one at the same address, which the relay's and the consumer's clients find.
    private func swap() {
        current = current == "A" ? "B" : "A"
        if clusters[current] == nil { clusters[current] = SimCluster(id: current) }
        if let relay { abandon(relay.producer, lands: false) }
        relay = SimRelay(cluster: current, followsAnother: true, rules: scenario.relay)
    }

    private func backUpOrRestorePublisher() {
        guard let backup = journalBackup, random.chance(60) else {
            journalBackup = journal.tables
            return
        }
        // An erasure without a sent tombstone is forgotten completely.
        for key in erased
        where clusters[current]!.lastStates[key]?.value != nil || clusters[current]!.lastStates[key] == nil {
            erased.remove(key)
        }
        journal.tables = backup
        journal.running = []
        journalBackup = nil
        crashRelay(lands: false)
    }

    private func backUpOrRestoreConsumer() {
        guard var backup = consumerBackup, random.chance(60) else {
            consumerBackup = consumer.tables
            return
        }
        if scenario.weakness == .positionOutsideDatabase { backup.positions = consumer.tables.positions }
        consumer.crash()
        consumer.tables = backup
        consumerBackup = nil
    }

    private func refuseOrMend() {
        if !refused.isEmpty, random.chance(50) {
            refused = []
            if let held = journal.tables.clusters[current]?.memory.held.keys.sorted().first {
                addRequest(key: held.key)
            }
            return
        }
        // One of the next events will be refused.
        refused.insert(SimJournal.event(journal.events + 1 + random.int(0..<4)))
    }

    private func eraseSomeone() {
        let key = Self.keys[random.int(0..<Self.keys.count)]
        guard !erased.contains(key), journal.running.allSatisfy({ !$0.keys.contains(key) }) else { return }
        erased.insert(key)
        journal.commit([.state(key, nil)])
    }

    /// Drops whole partitions of the journal, which have two ids here.
    private func dropOldRows() {
        var limit = journal.tables.clusters.values.map(\.memory.cursor).min() ?? 0
        if scenario.weakness == .dropsBelowCurrentClusterOnly {
            limit = journal.tables.clusters[current]?.memory.cursor ?? 0
        }
        let held = journal.tables.clusters.values.flatMap { $0.memory.held.values.map(\.from) }.min()
        if scenario.weakness != .dropsHeldRows, let held { limit = min(limit, held - 1) }
        // The youngest rows stay, because they are not old. What a consumer has not read by then is lost by design and
        // not checked by any schedule; the same holds for a cluster that was unknown then.
        limit = min(limit, journal.tables.nextID - 6)
        let done = Set(consumer.tables.effects.map(\.event))
        if scenario.weakness == nil || scenario.faults.contains(.wipe) {
            let unread = journal.tables.rows.values.filter { !$0.isState && !done.contains($0.event) }.map(\.id).min()
            if scenario.faults.contains(.wipe), let unread { limit = min(limit, unread - 1) }
        }
        if scenario.faults.contains(.swap), clusters.count < 2 { return }
        for id in journal.tables.rows.keys where id <= limit {
            guard let row = journal.tables.rows.removeValue(forKey: id) else { continue }
            journal.tables.horizon = max(journal.tables.horizon, SimJournal.age(row.event))
        }
    }

    private func republish() {
        if scenario.weakness == .republishBesideLeader {
            // Weakened: the command reads the state and sends it itself some time later.
            guard
                let (key, state) = journal.tables.states.sorted(by: { $0.key < $1.key }).first(where: { _ in
                    random.chance(40)
                })
            else { return }
            var producer = SimProducer(cluster: current, isOrphan: true)
            producer.queue = [
                .init(
                    token: 0,
                    record: SimRecord(
                        event: journal.newEvent(), name: AggregateName(topic: SimJournal.stateTopic, key: key),
                        isState: true, sequence: state.version, epoch: journal.tables.epoch, value: state.value,
                        at: state.at))
            ]
            orphans.append(producer)
            return
        }
        addRequest(key: random.chance(50) ? Self.keys[random.int(0..<Self.keys.count)] : nil)
        journal.refresh(Self.keys.filter { _ in random.chance(30) })
    }
}
