package import Primitives

/// A span in which a member is not in good standing (B2), placed by staff with a reason. Open while it has no end.
package struct StandingHold: Hashable, Sendable {
    package var id: StandingHoldID
    package var reason: String
    package var from: Day
    package var to: Day?
    /// Lifted on its first day or before it: it never counted.
    package var isVoid: Bool
    /// Of the resource: counted by each event that changes it.
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
