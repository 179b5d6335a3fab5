package import Primitives

/// A person's time at an agency (A8). What the person states counts as unverified until the agency's coordinator or staff
/// verifies it. Dates inclusive.
package struct Assignment: Hashable, Sendable {
    package var id: AssignmentID
    package var agencyID: AgencyID
    package var position: Position
    package var from: Day
    package var to: Day?
    package var schools: [String]
    package var isVerified: Bool
    /// Of the resource: counted by each event that changes it.
    package var version: Int

    package init(
        id: AssignmentID, agencyID: AgencyID, position: Position, from: Day, to: Day?, schools: [String],
        isVerified: Bool = false, version: Int = 1
    ) {
        self.id = id
        self.agencyID = agencyID
        self.position = position
        self.from = from
        self.to = to
        self.schools = schools
        self.isVerified = isVerified
        self.version = version
    }
}
