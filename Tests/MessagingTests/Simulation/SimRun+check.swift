import Messaging
import Primitives

extension SimRun {
    /// Returns the violations of what must be true after everything has healed. The rows are authoritative: events that
    /// a restored publisher has forgotten may have had effects that no row shows.
    func violations() -> [String] {
        var wrong: [String] = []
        let effects = consumer.tables.effects
        var places: [EventID: Int] = [:]
        for (place, effect) in effects.enumerated() {
            if places.updateValue(place, forKey: effect.event) != nil {
                wrong.append("doubled: \(effect.name.key) \(effect.sequence)")
            }
        }
        let facts = committedFacts
        for fact in facts where places[fact.event] == nil {
            wrong.append("lost: \(fact.name.key) \(fact.sequence) of row \(fact.id)")
        }
        for (key, some) in Dictionary(grouping: facts, by: \.name.key) {
            let order = some.sorted { $0.sequence < $1.sequence }.compactMap { places[$0.event] }
            if order != order.sorted() { wrong.append("inverted: \(key)") }
        }
        for (key, state) in journal.tables.states {
            if consumer.tables.projection[key] != state.value {
                wrong.append(
                    "projection of \(key): \(consumer.tables.projection[key] ?? -1), table \(state.value ?? -1)")
            }
        }
        for key in consumer.tables.projection.keys where journal.tables.states[key] == nil {
            wrong.append("projection of \(key), which no table has")
        }
        let last = clusters[current]!.lastStates
        for (key, state) in journal.tables.states where last[key]?.value != state.value {
            wrong.append("topic's last of \(key): \(last[key]?.value ?? -1), table \(state.value ?? -1)")
        }
        for (key, record) in last where journal.tables.states[key] == nil && record.value != nil {
            wrong.append("topic has \(key), which no table has")
        }
        for key in erased where last[key]?.value != nil || consumer.tables.projection[key] != nil {
            wrong.append("erased, and back: \(key)")
        }
        for key in consumer.tables.regressed { wrong.append("projection of \(key) went back") }
        if scenario.faults.isDisjoint(with: .losses), recoveries > 0 { wrong.append("a recovery without a loss") }
        if let state = relay?.machine.state, state.cursor != state.top {
            wrong.append("the relay does not come to its end")
        }
        return wrong
    }

    private var committedFacts: [SimJournal.Row] {
        journal.tables.rows.values.filter { !$0.isState }
    }
}
