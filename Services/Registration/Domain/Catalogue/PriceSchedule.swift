package import Primitives

/// Approved prices with their first day (E1, E2).
package struct DatedPrices: Hashable, Sendable, Codable {
    /// In the venue's time zone for a class, in the association's for a course.
    package var from: Day
    package var prices: PriceList

    package init(from: Day, prices: PriceList) {
        self.from = from
        self.prices = prices
    }
}

/// The prices of a course or a class over time: the first ones, and the approved changes.
package struct PriceSchedule: Hashable, Sendable {
    package private(set) var first: PriceList
    /// In order of their first days.
    package private(set) var changes: [DatedPrices]

    package init(_ first: PriceList, changes: [DatedPrices] = []) {
        self.first = first
        self.changes = changes.sorted { $0.from < $1.from }
    }

    /// Returns the prices in force on a day: those of the last change by then.
    package func prices(on day: Day) -> PriceList {
        changes.last { $0.from <= day }?.prices ?? first
    }

    /// Approves prices from a day on, in place of those approved for the same day; other days keep theirs.
    ///
    /// - Throws: `dayOver` for a day before `today`, as the quotes of that day are made.
    package mutating func approve(_ prices: PriceList, from day: Day, on today: Day) throws(PriceRejection) {
        guard day >= today else { throw .dayOver(day) }
        changes.removeAll { $0.from == day }
        changes.append(DatedPrices(from: day, prices: prices))
        changes.sort { $0.from < $1.from }
    }

    /// Approves proposed prices from a day on, and makes those in force today the first ones.
    ///
    /// - Returns: The approved prices.
    /// - Throws: What `PriceProposal.approved()` throws, then `dayOver`.
    package mutating func approve(
        _ proposal: PriceProposal, from day: Day, on today: Day
    ) throws(PriceRejection) -> PriceList {
        let prices = try proposal.approved()
        try approve(prices, from: day, on: today)
        self = folded(on: today)
        return prices
    }

    /// Replaces the prices in force on a day; changes that are approved for later days stay.
    package mutating func replace(with prices: PriceList, on day: Day) {
        first = prices
        changes.removeAll { $0.from <= day }
    }

    /// Returns the schedule from a day on: the prices in force on that day become the first ones.
    package func folded(on day: Day) -> PriceSchedule {
        PriceSchedule(prices(on: day), changes: changes.filter { $0.from > day })
    }
}
