import Foundation
import Messaging
import Testing

@Suite struct SimulationTests {
    /// `MUSTER_SCHEDULES` asks for more, over all mixes of faults.
    static let schedules = ProcessInfo.processInfo.environment["MUSTER_SCHEDULES"].flatMap { Int($0) } ?? 300

    @Test(arguments: SimMixes.sound.indices)
    func `with all rules on nothing is lost, doubled or inverted`(_ index: Int) {
        let scenario = SimMixes.sound[index]
        if let only = Self.only, !scenario.name.contains(only) { return }
        for seed in 0..<UInt64(max(1, Self.schedules / SimMixes.sound.count)) {
            let wrong = SimWorld(scenario, seed: seed).run()
            #expect(wrong.isEmpty, "\(scenario.name), seed \(seed)")
            if !wrong.isEmpty { return }
        }
    }

    @Test(arguments: SimMixes.weakened.indices)
    func `each rule, switched off alone, is missed`(_ index: Int) {
        let scenario = SimMixes.weakened[index]
        if let only = Self.only, !only.split(separator: "|").contains(where: { scenario.name.contains($0) }) { return }
        let limit = UInt64(max(3000, Self.schedules / 10))
        var strong = SimScenario(scenario.name, scenario.faults, steps: scenario.steps)
        strong.weakness = nil
        let known = SimMixes.knownSeeds[scenario.name].map { [$0] } ?? []
        for seed in known + Array(0..<limit) {
            let wrong = SimWorld(scenario, seed: seed).run()
            guard let first = wrong.first else { continue }
            // The same schedule with the rule on is sound, so it is the rule that was missed.
            let sound = SimWorld(strong, seed: seed).run()
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
