import Foundation
import Messaging
import Testing

@Suite struct SimulationTests {
    /// `MUSTER_SCHEDULES` sets the number of schedules over all mixes of faults.
    static let schedules = ProcessInfo.processInfo.environment["MUSTER_SCHEDULES"].flatMap { Int($0) } ?? 300

    @Test(arguments: SimMixes.sound.indices)
    func `with all rules no event is lost, doubled or out of order`(_ index: Int) {
        let scenario = SimMixes.sound[index]
        if let only = Self.only, !scenario.name.contains(only) { return }
        for seed in 0..<UInt64(max(1, Self.schedules / SimMixes.sound.count)) {
            let wrong = SimRun(scenario, seed: seed).run()
            #expect(wrong.isEmpty, "\(scenario.name), seed \(seed)")
            if !wrong.isEmpty { return }
        }
    }

    @Test(arguments: SimMixes.weakened.indices)
    func `switching off any single rule causes a violation`(_ index: Int) {
        let scenario = SimMixes.weakened[index]
        if let only = Self.only, !only.split(separator: "|").contains(where: { scenario.name.contains($0) }) { return }
        let limit = UInt64(max(3000, Self.schedules / 10))
        var strong = SimScenario(scenario.name, scenario.faults, steps: scenario.steps)
        strong.weakness = nil
        let known = SimMixes.knownSeeds[scenario.name].map { [$0] } ?? []
        for seed in known + Array(0..<limit) {
            let wrong = SimRun(scenario, seed: seed).run()
            guard let first = wrong.first else { continue }
            // The same schedule with the rule is correct, so the violation is caused by its absence.
            let sound = SimRun(strong, seed: seed).run()
            #expect(sound.isEmpty, "\(scenario.name), seed \(seed), all rules on")
            if Self.prints {
                print("caught: \(scenario.name) | seed \(seed) | \(first) | sound: \(sound.first ?? "yes")")
            }
            return
        }
        Issue.record("\(scenario.name): \(limit) schedules did not miss it")
    }

    static let only = ProcessInfo.processInfo.environment["MUSTER_SCHEDULES_ONLY"]
    static let prints = ProcessInfo.processInfo.environment["MUSTER_SCHEDULES_PRINT"] != nil
}
