/// A person's position at an agency (A8), shared by rules and events.
package enum Position: String, Codable, CaseIterable, Sendable {
    case sro
    case sroSupervisor
    case schoolAdministrator
    case schoolSafety
    case other
}

/// A position held from one day to another, both inclusive. Time of service is computed from these (G1, G2, H2).
package struct DatedAssignment: Hashable, Sendable {
    package let position: Position
    package let from: Day
    /// The last day; nil while the position continues.
    package let to: Day?
    package let verified: Bool

    package init(position: Position, from: Day, to: Day?, verified: Bool) {
        self.position = position
        self.from = from
        self.to = to
        self.verified = verified
    }

    package func isCurrent(on day: Day) -> Bool {
        from <= day && (to.map { $0 >= day } ?? true)
    }
}

extension [DatedAssignment] {
    /// Returns the number of days served in the positions before a date. Overlapping periods count once, gaps do not
    /// count.
    package func daysServed(as positions: Set<Position>, until today: Day) -> Int {
        let stretches = filter { positions.contains($0.position) }
            .map { (start: $0.from, end: Swift.min($0.to?.adding(days: 1) ?? today, today)) }
            .filter { $0.start < $0.end }
            .sorted { $0.start < $1.start }
        var total = 0
        var covered: Day?
        for stretch in stretches {
            let start = covered.map { Swift.max($0, stretch.start) } ?? stretch.start
            if start < stretch.end {
                total += start.days(until: stretch.end)
                covered = stretch.end
            }
        }
        return total
    }
}
