package import Primitives

/// A span of days in which a person works for an agency (A8). Both dates are days of the assignment.
///
/// An assignment that a person states is unverified until a coordinator of the agency or staff verifies it.
package struct Assignment: Hashable, Sendable {
    package var id: AssignmentID
    package var agencyID: AgencyID
    package var position: Position
    package var from: Day
    package var to: Day?
    package var schools: [String]
    package var isVerified: Bool
    /// The version of the assignment, counted by each event that changes it.
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
