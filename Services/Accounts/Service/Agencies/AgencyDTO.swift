import AccountsDomain
import JSONSchema
import JSONTree
import Primitives

/// An agency.
struct AgencyDTO: WireType {
    var id: AgencyID
    var name: String
    var kind: Agency.Kind
    @Nullable var state: String?
    var country: String
    var version: Int

    static let constraints = Constraints([CodingKeys.version: .integer(min: 1)])

    init(_ agency: Agency) {
        id = agency.id
        name = agency.name
        kind = agency.kind
        state = agency.state
        country = agency.country
        version = agency.version
    }
}

/// An agency that staff adds.
struct NewAgencyDTO: WireType {
    var name: String
    var kind: Agency.Kind
    var state: String?
    var country: String

    static let constraints = Constraints([CodingKeys.name: .name, .state: .state, .country: .country])

    func agency(_ id: AgencyID) -> Agency { Agency(id: id, name: name, kind: kind, state: state, country: country) }
}

/// The changes of an agency; absent fields stay.
struct AgencyPatchDTO: WireType {
    var name: String?
    var kind: Agency.Kind?
    var state: Patched<String>
    var country: String?

    static let constraints = Constraints([CodingKeys.name: .name, .state: .state, .country: .country])

    func revised(_ agency: Agency) -> Agency {
        var agency = agency
        agency.name = name ?? agency.name
        agency.kind = kind ?? agency.kind
        agency.state = state.applied(to: agency.state)
        agency.country = country ?? agency.country
        return agency
    }
}

extension Schema {
    /// The two letters of a state of the United States.
    static var state: Schema { string(minLength: 2, maxLength: 2, pattern: "^[A-Z]{2}$") }
    /// ISO 3166-1 alpha-2.
    static var country: Schema { string(minLength: 2, maxLength: 2, pattern: "^[A-Z]{2}$") }
}
