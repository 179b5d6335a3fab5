package import Primitives

/// An employer of persons and host of classes, such as a police department or a school district (A8).
package struct Agency: Hashable, Sendable {
    package enum Kind: String, Codable, CaseIterable, Sendable {
        case policeDepartment
        case sheriffsOffice
        case schoolDistrict
        case other
    }

    package var id: AgencyID
    package var name: String
    package var kind: Kind
    /// The state of the United States; nil for an agency elsewhere.
    package var state: String?
    package var country: String
    package var version: Int

    package init(
        id: AgencyID, name: String, kind: Kind, state: String? = nil, country: String, version: Int = 1
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.state = state
        self.country = country
        self.version = version
    }
}
