package import JSONSchema
import JSONTree
package import Primitives

/// A person has an account (A3). Acted on by all four services.
package struct PersonJoined: Fact {
    package static let type = "org.muster.accounts.person.joined.v1"
    package static let topic = Topic.facts(of: .accounts)
    package static let key = "personId"

    package var kind: AccountKind

    package init(kind: AccountKind) {
        self.kind = kind
    }

    package static let schema = Schema.event(
        .required("kind", .string(enum: AccountKind.self)))
}

/// The office gave or took roles, or the agencies that the person coordinates.
package struct PersonRolesChanged: Fact {
    package static let type = "org.muster.accounts.person.rolesChanged.v1"
    package static let topic = Topic.facts(of: .accounts)
    package static let key = "personId"

    package var roles: [String]
    package var coordinatorOf: [AgencyID]

    package init(roles: [String], coordinatorOf: [AgencyID]) {
        self.roles = roles
        self.coordinatorOf = coordinatorOf
    }

    package static let schema = Schema.event(
        .required("roles", .array(.string())),
        .required("coordinatorOf", .array(.uuid)))
}

/// The losing person of a merge (A5); its last fact until an undo.
package struct PersonMerged: Fact {
    package static let type = "org.muster.accounts.person.merged.v1"
    package static let topic = Topic.facts(of: .accounts)
    package static let key = "personId"

    package var into: PersonID

    package init(into: PersonID) {
        self.into = into
    }

    package static let schema = Schema.event(
        .required("into", .uuid))
}

/// A merge was undone: the person stands alone again.
package struct PersonUnmerged: Fact {
    package static let type = "org.muster.accounts.person.unmerged.v1"
    package static let topic = Topic.facts(of: .accounts)
    package static let key = "personId"

    package var from: PersonID

    package init(from: PersonID) {
        self.from = from
    }

    package static let schema = Schema.event(
        .required("from", .uuid))
}

/// The person asked to be forgotten: personal data leaves every service, the id stays.
package struct PersonErased: Fact {
    package static let type = "org.muster.accounts.person.erased.v1"
    package static let topic = Topic.facts(of: .accounts)
    package static let key = "personId"

    package init() {}

    package static let schema = Schema.event()
}
