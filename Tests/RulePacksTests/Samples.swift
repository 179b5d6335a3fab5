import Primitives
import RulePacks

/// A version of every kind of member: nested, list, dictionary, money, day.
struct FineVersion: RuleVersion, Equatable {
    struct Reminder: Codable, Equatable {
        var days: [Int]
        var isPolite: Bool
    }

    var version: String
    var effectiveFrom: Day
    var fine: Money
    var reminder: Reminder
    var zones: [String: Int]

    var faults: [String] {
        var faults = PolicyFaults()
        faults.check("fine", fine)
        for day in reminder.days { faults.check("reminder.days", day, 1...30) }
        faults.check("zones", zones)
        return faults.sentences
    }

    static let shipped = """
        // The fines of the library.
        [
            {
                version: 'fines-1',
                effectiveFrom: "2020-01-01",
                fine: 500, /* cents,
                              not dollars */
                reminder: { days: [7, 1,], isPolite: true },
                zones: { "north side": 1, south_2: 2 },
            },
        ]
        """

    static func pack(_ changes: [String: String]...) -> String {
        let version = shipped.split(separator: "\n").dropFirst(2).dropLast().joined(separator: "\n")
        let all = changes.map { changes in changes.reduce(version) { $0.replacing($1.key, with: $1.value) } }
        return "[\n" + all.joined(separator: "\n") + "\n]"
    }
}

func day(_ text: String) -> Day {
    Day(text) ?? .init(daysSince1970: 0)
}
