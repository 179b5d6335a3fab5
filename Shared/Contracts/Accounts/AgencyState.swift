package import JSONSchema

/// An agency as it is now.
package struct AgencyState: StateRecord {
    package static let type = "org.muster.accounts.agency.state.v1"
    package static let topic = Topic.state(of: .accounts)
    package static let key = "agencyId"

    package var kind: AgencyKind
    package var state: String?
    package var country: String

    package init(kind: AgencyKind, state: String? = nil, country: String) {
        self.kind = kind
        self.state = state
        self.country = country
    }

    package static let schema = Schema.event(
        .required("kind", .string(enum: AgencyKind.self)),
        .optional("state", .string()),
        .required("country", .string()))
}
