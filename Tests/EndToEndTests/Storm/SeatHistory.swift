import JSONTree

/// One class's seats, as a reader of its facts sees them move: every fact is checked against what the ones before say.
struct SeatHistory {
    private(set) var held: Set<String> = []
    private(set) var waiting: [String] = []
    private(set) var allotted: [String: Int] = [:]
    private(set) var capacity = 0
    private(set) var facts = 0
    private(set) var registrations: Set<String> = []
    /// What is wrong, in words; empty when all is right.
    private(set) var faults: [String] = []

    var taken: Int { held.count + allotted.values.reduce(0, +) }

    mutating func take(_ type: String, sequence: Int, _ data: JSON) {
        facts += 1
        expect(sequence == facts, "number \(sequence) where \(facts) was due")
        let id = data["registrationId"]?.string ?? ""
        switch type {
        case "seat.taken":
            held.insert(id)
            registrations.insert(id)
        case "seat.waitlisted":
            waiting.append(id)
            registrations.insert(id)
        case "seat.offered":
            expect(waiting.first == id, "\(id) was offered a seat before \(waiting.first ?? "nobody")")
            waiting.removeAll { $0 == id }
            held.insert(id)
        case "seat.released":
            if held.remove(id) == nil { waiting.removeAll { $0 == id } }
        case "seat.allotted": allotted[data["allotmentId"]?.string ?? ""] = data["seats"]?.integer ?? 0
        case "seat.allotmentEnded": allotted[data["allotmentId"]?.string ?? ""] = nil
        case "seat.confirmed", "seat.transferred", "offering.published", "offering.changed": break
        default: return
        }
        capacity = data["capacity"]?.integer ?? 0
        let told = data["seatsTaken"]?.integer ?? -1
        expect(told <= capacity, "\(told) seats of \(capacity)")
        // A change of capacity and the offers that it causes are published one after the other.
        expect(told == taken, "\(told) seats told, \(taken) counted after \(type)")
    }

    private mutating func expect(_ isRight: Bool, _ fault: String) {
        if !isRight, faults.count < 10 { faults.append("fact \(facts): \(fault)") }
    }
}
