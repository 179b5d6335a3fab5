import DomainClock
import Primitives
import RegistrationDomain

/// Formats dates and amounts for mails.
enum MailWords {
    private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// `Monday, March 30, 2026`.
    static func day(_ day: Day) -> String {
        let (year, month, number) = day.parts
        let weekday = weekdays[((day.daysSince1970 + 3) % 7 + 7) % 7]
        return "\(weekday), \(months[month - 1]) \(number), \(year)"
    }

    /// `March 30 to April 3, 2026`.
    static func days(_ first: Day, _ last: Day) -> String {
        let (from, to) = (first.parts, last.parts)
        let end = "\(months[to.month - 1]) \(to.day), \(to.year)"
        if first == last { return end }
        return "\(months[from.month - 1]) \(from.day)\(from.year == to.year ? "" : ", \(from.year)") to \(end)"
    }

    /// `Monday, March 2, 2026, 9:05 AM (America/Chicago)`.
    static func moment(_ instant: Instant, in zone: Zone) -> String {
        let local = instant.adding(seconds: zone.offset(at: instant))
        let minutes = ((local.secondsSince1970 % 86_400) + 86_400) % 86_400 / 60
        let (hour, minute) = (minutes / 60, minutes % 60)
        let clock = "\(hour % 12 == 0 ? 12 : hour % 12):\(minute < 10 ? "0" : "")\(minute) \(hour < 12 ? "AM" : "PM")"
        return "\(day(local.utcDay)), \(clock) (\(zone.name))"
    }

    /// `today`, `tomorrow`, `in 7 days`.
    static func inDays(_ days: Int) -> String {
        switch days {
        case 0: "today"
        case 1: "tomorrow"
        default: "in \(days) days"
        }
    }

    static func amount(_ money: Money) -> String { "\(money) \(Money.currency)" }

    /// Returns nil for a zero amount, so that the template omits its section.
    static func positive(_ money: Money) -> String? { money > .zero ? amount(money) : nil }

    static func place(_ venue: Venue) -> String {
        let parts = [venue.name, venue.address, venue.city, venue.state, venue.country == "US" ? nil : venue.country]
        return parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    static func method(_ method: PaymentMethod) -> String {
        switch method {
        case .card: "card"
        case .check: "check"
        case .purchaseOrder: "purchase order"
        }
    }
}
