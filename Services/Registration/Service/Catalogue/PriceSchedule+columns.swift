import JSONTree
import Postgres
import Primitives
import RegistrationDomain

// Prices as tables hold them: the first ones in columns of their own, the approved changes in `price_changes`, a
// `jsonb` column that is null without changes. The documents have the form of the domain's `Codable` values.

extension PriceSchedule {
    /// The columns of a course or a class.
    static let stored = Columns<PriceSchedule>(
        "price_member, price_non_member, price_early_bird, price_early_bird_until, price_changes"
    ) { row in
        let (member, nonMember): (Money, Money) = (try row.next(), try row.next())
        let (price, until): (Money?, Day?) = (try row.next(), try row.next())
        let changes: JSON? = try row.next()
        var first = PriceList(member: member, nonMember: nonMember)
        if let price, let until { first.earlyBird = PriceList.EarlyBird(price: price, until: until) }
        return PriceSchedule(first, changes: try changes?.decoded([DatedPrices].self) ?? [])
    }

    /// The assignments of an `UPDATE`.
    var assignments: Query {
        get throws {
            """
            price_member = \(first.member), price_non_member = \(first.nonMember),
            price_early_bird = \(first.earlyBird?.price), price_early_bird_until = \(first.earlyBird?.until),
            price_changes = \(try storedChanges)
            """
        }
    }

    /// The values of an `INSERT`, in the order of the columns.
    var values: Query {
        get throws {
            """
            \(first.member), \(first.nonMember), \(first.earlyBird?.price), \(first.earlyBird?.until),
            \(try storedChanges)
            """
        }
    }

    private var storedChanges: JSON? {
        get throws { changes.isEmpty ? nil : try JSON.of(changes) }
    }
}
