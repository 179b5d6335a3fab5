package import JSONSchema
import JSONTree

/// An agency's public facts as they stand after the fact; its name is no personal data but stays out of public records.
package struct AgencyChange: EventValue {
    package var kind: AgencyKind
    /// Two letters, in the United States.
    package var state: String?
    /// ISO 3166-1 alpha-2.
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

/// Staff added an agency.
package struct AgencyAdded: SharedFact {
    package static let type = "org.muster.accounts.agency.added.v1"
    package static let topic = Topic.facts(of: .accounts)
    package static let key = "agencyId"
    package var data: AgencyChange

    package init(_ data: AgencyChange) { self.data = data }
}

/// Staff changed an agency.
package struct AgencyChanged: SharedFact {
    package static let type = "org.muster.accounts.agency.changed.v1"
    package static let topic = Topic.facts(of: .accounts)
    package static let key = "agencyId"
    package var data: AgencyChange

    package init(_ data: AgencyChange) { self.data = data }
}
