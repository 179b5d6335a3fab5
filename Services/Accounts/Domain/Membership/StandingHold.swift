package import Primitives

/// A span of days in which a member is not in good standing (B2), placed by staff with a reason. Both dates are days of
/// the hold; without an end it stays in force.
package struct StandingHold: Hashable, Sendable {
    package var id: StandingHoldID
    package var reason: String
    package var from: Day
    package var to: Day?
    /// Whether it was lifted before or on its first day, so that it was never in force.
    package var isVoid: Bool
    /// The version of the hold, counted by each event that changes it.
    package var version: Int

    package init(id: StandingHoldID, reason: String, from: Day, to: Day?, isVoid: Bool = false, version: Int = 1) {
        self.id = id
        self.reason = reason
        self.from = from
        self.to = to
        self.isVoid = isVoid
        self.version = version
    }

    package func covers(_ day: Day) -> Bool {
        !isVoid && from <= day && to.map { day <= $0 } ?? true
    }
}
