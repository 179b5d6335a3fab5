/// An amount in cents of the association's currency (E8). In JSON a plain integer beside `"currency": "USD"`.
package struct Money: Hashable, Comparable, Sendable, Codable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    package let cents: Int

    package static let currency = "USD"
    package static let zero = Money(cents: 0)

    package init(cents: Int) {
        self.cents = cents
    }

    /// Creates an amount from a literal in cents: `let fee: Money = 50_00`.
    package init(integerLiteral cents: Int) {
        self.cents = cents
    }

    package init(from decoder: any Decoder) throws {
        cents = try decoder.singleValueContainer().decode(Int.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(cents)
    }

    package static func < (left: Money, right: Money) -> Bool { left.cents < right.cents }
    package static func + (left: Money, right: Money) -> Money { Money(cents: left.cents + right.cents) }
    package static func - (left: Money, right: Money) -> Money { Money(cents: left.cents - right.cents) }
    package static prefix func - (value: Money) -> Money { Money(cents: -value.cents) }
    package static func += (left: inout Money, right: Money) { left = left + right }
    package static func -= (left: inout Money, right: Money) { left = left - right }

    /// The amount in dollars with two decimals, for display: `1234.50`.
    package var description: String {
        let magnitude = cents.magnitude
        return "\(cents < 0 ? "-" : "")\(magnitude / 100).\(padded(Int(magnitude % 100), 2))"
    }
}
