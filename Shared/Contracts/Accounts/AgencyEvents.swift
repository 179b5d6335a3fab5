package import JSONSchema
import JSONTree
package import Primitives

/// An agency after the fact. Its name is not personal data, but stays out of public records.
package struct AgencyChange: EventValue {
    package var kind: Vocabulary.AgencyKind
    /// Two letters, in the United States.
    package var state: String?
    /// ISO 3166-1 alpha-2.
    package var country: String

    package init(kind: Vocabulary.AgencyKind, state: String? = nil, country: String) {
        self.kind = kind
        self.state = state
        self.country = country
    }

    package static let schema = Schema.event(
        .required("kind", .string(enum: Vocabulary.AgencyKind.self)),
        .optional("state", .string()),
        .required("country", .string()))
}

extension EventType<AgencyID, AgencyChange> {
    package static let agencyAdded = Self(
        fact: "accounts.agency.added", of: .accounts, keyedBy: "agencyId", "Staff added an agency.")
    package static let agencyChanged = Self(
        fact: "accounts.agency.changed", of: .accounts, keyedBy: "agencyId", "Staff changed an agency.")
}

extension StateType<AgencyID, AgencyChange> {
    package static let agency = Self(
        state: "accounts.agency", on: .state(of: .accounts), keyedBy: "agencyId", "The current state of an agency.")
}

extension Catalogue {
    static let agencies: [any CatalogueEntry] = [
        EventType.agencyAdded, EventType.agencyChanged, StateType.agency,
    ]
}
