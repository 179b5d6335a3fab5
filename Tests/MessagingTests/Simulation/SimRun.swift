import Kafka
import Messaging
import Primitives

/// A run of a seeded schedule: writers, a relay with its producer, brokers and a consumer, with the scenario's faults
/// in between. Then everything heals, and the final state is checked.
final class SimRun {
    let scenario: SimScenario
    var random: SimRandom
    var now: Duration = .zero
    var journal = SimJournal()
    var clusters: [String: SimCluster] = ["A": SimCluster(id: "A")]
    var current = "A"
    var relay: SimRelay?
    var relayDied = false
    var orphans: [SimProducer] = []
    var consumer: SimConsumer
    var recoveries = 0
    var refused: Set<EventID> = []
    var erased: Set<String> = []
    var journalBackup: SimJournal.Tables?
    var consumerBackup: SimConsumer.Tables?
    var consumerRests = 0
    var isHealing = false
    /// The events of the run, for a failing seed.
    var story: [String] = []

    static let keys = ["k0", "k1", "k2", "k3"]

    init(_ scenario: SimScenario, seed: UInt64) {
        self.scenario = scenario
        random = SimRandom(seed: seed)
        journal.weakness = scenario.weakness
        consumer = SimConsumer(rules: scenario.consumer, weakness: scenario.weakness)
        relay = SimRelay(cluster: "A", followsAnother: false, rules: scenario.relay)
        // At the start each aggregate has a state, unless states arrive late.
        if !scenario.faults.contains(.lateState) {
            for key in Self.keys { journal.commit([.state(key, 0)]) }
        }
    }

    /// Runs the schedule and returns the violations at its end.
    func run() -> [String] {
        for _ in 0..<scenario.steps { step() }
        if scenario.faults.contains(.lastWipe) {
            // The consumer is down until the topics are refilled.
            clusters[current] = SimCluster(id: current)
            isHealing = true
            for _ in 0..<200 {
                stepRelay()
                stepBroker()
            }
        }
        heal()
        return violations()
    }

    private func step() {
        if random.chance(scenario.faultPercent) { return stepFault() }
        switch random.int(0..<94) {
        case 0..<26: stepWriters()
        case 26..<56: stepRelay()
        case 56..<72: stepBroker()
        default: stepConsumer()
        }
    }

    // MARK: Writers

    func stepWriters() {
        if !journal.running.isEmpty, random.chance(65) {
            let index = random.int(0..<journal.running.count)
            if !journal.running[index].isIdle || random.chance(20) {
                journal.advance(index, aborts: random.chance(15))
            }
            return
        }
        guard journal.running.count < 4 else { return }
        if scenario.faults.contains(.longTransactions), random.chance(8) {
            journal.beginIdle()
            return
        }
        var writes: [SimJournal.Write] = []
        for _ in 0..<random.int(1..<4) {
            let key = Self.keys[random.int(0..<Self.keys.count)]
            if random.chance(8) {
                // Aggregates with a state and no facts, which are never healed.
                journal.values += 1
                writes.append(.state("x\(random.int(0..<3))", journal.values))
            } else if random.chance(60) {
                writes.append(.fact(key))
            } else if !erased.contains(key) {
                journal.values += 1
                writes.append(.state(key, journal.values))
            }
        }
        if !writes.isEmpty { journal.begin(writes) }
    }

    // MARK: Broker

    func stepBroker() {
        if !orphans.isEmpty, random.chance(30) {
            let index = random.int(0..<orphans.count)
            deliver(&orphans[index])
            if orphans[index].queue.isEmpty { orphans.remove(at: index) }
            return
        }
        guard var relay else { return }
        for _ in 0..<random.int(1..<4) { deliver(&relay.producer) }
        self.relay = relay
    }

    /// Delivers the next record of a random partition. Order holds within each partition.
    private func deliver(_ producer: inout SimProducer) {
        let partitions = Set(producer.queue.map { SimCluster.partition(of: $0.record.name) })
            .sorted { $0.description < $1.description }
        guard !partitions.isEmpty else { return }
        let partition = partitions[random.int(0..<partitions.count)]
        let mine = producer.queue.indices.filter {
            SimCluster.partition(of: producer.queue[$0].record.name) == partition
        }
        if scenario.faults.contains(.unknownOffsets), !isHealing, mine.count >= 2, random.chance(8) {
            // The broker responds that it has the batch already: -1 for its first record, then a false count.
            let batch = mine.prefix(3).map { producer.queue[$0] }
            for (place, item) in batch.enumerated() {
                clusters[producer.cluster]!.logs[partition]!.append(item.record)
                producer.reports.append(
                    SendReport(
                        token: item.token, partition: partition, outcome: .delivered(offset: Int64(place) - 1)))
            }
            producer.queue.removeAll { item in batch.contains { $0.token == item.token } }
            return
        }
        if scenario.faults.contains(.batchRefusals), mine.count >= 2 {
            // The topic accepts each record alone but no batch of them.
            for place in mine.prefix(3) {
                producer.reports.append(
                    SendReport(
                        token: producer.queue[place].token, partition: partition,
                        outcome: .refused(reason: "the batch is too large", alone: false)))
            }
            let gone = Set(mine.prefix(3).map { producer.queue[$0].token })
            producer.queue.removeAll { gone.contains($0.token) }
            return
        }
        let item = producer.queue.remove(at: mine[0])
        let outcome: SendReport.Outcome
        if refused.contains(item.record.event) {
            outcome = .refused(reason: "too large", alone: true)
        } else if scenario.faults.contains(.sendFailure), !isHealing, random.chance(3) {
            outcome = .failed(reason: "timed out")
        } else {
            clusters[producer.cluster]!.logs[partition]!.append(item.record)
            outcome = .delivered(offset: Int64(clusters[producer.cluster]!.logs[partition]!.count - 1))
        }
        producer.reports.append(SendReport(token: item.token, partition: partition, outcome: outcome))
    }

    // MARK: Consumer

    private func stepConsumer() {
        if consumerRests > 0 {
            consumerRests -= 1
            return
        }
        if consumer.open != nil, random.chance(60) {
            consumer.commit()
            return
        }
        let partition = SimCluster.partitions[random.int(0..<3)]
        switch random.int(0..<10) {
        case 0: consumer.verify(partition)
        case 1: consumer.sweep()
        default: consumer.poll(partition, of: clusters[current]!, batch: random.int(1..<4))
        }
    }

    // MARK: Healing

    /// Stops all faults: writers finish, refused records are accepted, everything is read to its end.
    private func heal() {
        isHealing = true
        consumerRests = 0
        if relay == nil { relay = SimRelay(cluster: current, followsAnother: true, rules: scenario.relay) }
        while let producer = orphans.first {
            var producer = producer
            while !producer.queue.isEmpty { deliver(&producer) }
            orphans.removeFirst()
        }
        while !journal.running.isEmpty { journal.advance(0, aborts: false) }
        for key in Self.keys where !erased.contains(key) && journal.tables.states[key] == nil {
            journal.commit([.state(key, 1)])
        }
        refused = []
        runUntilIdle(rounds: 250)
        for name in Set(journal.tables.clusters.values.flatMap { $0.memory.held.keys }).map(\.key).sorted() {
            addRequest(key: name)
        }
        runUntilIdle(rounds: 400)
    }

    /// Runs until nothing has changed for longer than the relay's longest interval.
    private func runUntilIdle(rounds: Int) {
        var quiet = 0
        var last = pulse
        for _ in 0..<rounds where quiet < 50 {
            defer {
                quiet = pulse == last ? quiet + 1 : 0
                last = pulse
            }
            stepRelay()
            stepBroker()
            stepBroker()
            consumer.commit()
            for partition in SimCluster.partitions {
                consumer.poll(partition, of: clusters[current]!, batch: 8)
                if consumer.open != nil { consumer.commit() }
            }
            if random.chance(8) { for partition in SimCluster.partitions { consumer.verify(partition) } }
            if scenario.consumer.sweeps || random.chance(20) { consumer.sweep() }
        }
    }

    private var pulse: [Int] {
        [
            clusters[current]!.logs.values.reduce(0) { $0 + $1.count }, consumer.tables.effects.count,
            consumer.tables.held.count, consumer.lanes.values.reduce(0) { $0 + $1.fetch },
            Int(relay?.machine.state.savedCursor ?? 0), journal.tables.requests.count, recoveries,
        ]
    }

    func addRequest(key: String?) {
        let id = journal.tables.nextRequest
        journal.tables.nextRequest += 1
        journal.tables.requests.append(
            ResendRequest(id: id, aggregate: key, through: journal.tables.rows.keys.max() ?? 0))
    }
}
