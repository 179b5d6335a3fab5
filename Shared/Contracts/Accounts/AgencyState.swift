/// An agency as it is now.
package struct AgencyState: SharedState {
    package static let type = "org.muster.accounts.agency.state.v1"
    package static let topic = Topic.state(of: .accounts)
    package static let key = "agencyId"
    package var data: AgencyChange

    package init(_ data: AgencyChange) { self.data = data }
}
