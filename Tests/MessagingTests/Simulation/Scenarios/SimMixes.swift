import Messaging

/// The mixes of faults that all rules together must withstand.
enum SimMixes {
    static let failover = SimFaults.everyday.union([.zombie, .erasures])

    static let sound: [SimScenario] = [
        SimScenario("no fault", []),
        SimScenario("everyday", .everyday),
        SimScenario("failover", failover),
        SimScenario("wipe", .everyday.union([.wipe, .slowConsumer])),
        SimScenario("truncate", .everyday.union([.truncate, .slowConsumer])),
        SimScenario("swap", .everyday.union([.swap])),
        SimScenario("publisher restored", .everyday.union([.publisherRestore])),
        SimScenario("consumer restored", .everyday.union([.consumerRestore])),
        SimScenario("refused records", .everyday.union([.refusals])),
        SimScenario("refused batches", .everyday.union([.batchRefusals, .refusals])),
        SimScenario("journal dropped", .everyday.union([.drops, .refusals])),
    ]
}
