package import Primitives

/// Prices that count from a day on, as they were approved (E1, E2).
package struct DatedPrices: Hashable, Sendable, Codable {
    /// An offering's: a day in the venue's zone; a course's: one at the association's seat.
    package var from: Day
    package var prices: PriceList

    package init(from: Day, prices: PriceList) {
        self.from = from
        self.prices = prices
    }
}

/// The prices of a course or an offering over time: those from its beginning, and the approved changes by their day.
package struct PriceSchedule: Hashable, Sendable {
    package private(set) var first: PriceList
    /// In order of `from`.
    package private(set) var changes: [DatedPrices]

    package init(_ first: PriceList, changes: [DatedPrices] = []) {
        self.first = first
        self.changes = changes.sorted { $0.from < $1.from }
    }

    /// The prices in force on a day: the last change that is not after it.
    package func prices(on day: Day) -> PriceList {
        changes.last { $0.from <= day }?.prices ?? first
    }

    /// Approves prices from a day on; what was approved for the same day before is replaced, other days stay. Never for the past:
    /// quotes were made by what counted then.
    package mutating func approve(_ prices: PriceList, from day: Day, on today: Day) throws(PriceRejection) {
        guard day >= today else { throw .dayOver(day) }
        changes.removeAll { $0.from == day }
        changes.append(DatedPrices(from: day, prices: prices))
        changes.sort { $0.from < $1.from }
    }

    /// Prices at once and without a day: what had come into force is replaced, what is to come stays.
    package mutating func replace(with prices: PriceList, on day: Day) {
        first = prices
        changes.removeAll { $0.from <= day }
    }

    /// The same schedule, with what is in force on the day as its first prices: the past is not asked about any more.
    package func folded(on day: Day) -> PriceSchedule {
        PriceSchedule(prices(on: day), changes: changes.filter { $0.from > day })
    }
}
