package import JSONSchema
import JSONTree
package import Primitives

/// The kind of account that a person has (A3).
package struct PersonKindChange: EventValue {
    package var kind: Vocabulary.AccountKind

    package init(kind: Vocabulary.AccountKind) {
        self.kind = kind
    }

    package static let schema = Schema.event(
        .required("kind", .string(enum: Vocabulary.AccountKind.self)))
}

/// A person's roles and the agencies that the person coordinates, after the fact.
package struct PersonRolesChange: EventValue {
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

/// The surviving person of a merge (A5).
package struct PersonMerge: EventValue {
    package var into: PersonID

    package init(into: PersonID) {
        self.into = into
    }

    package static let schema = Schema.event(
        .required("into", .uuid))
}

/// The person whose merge was undone (A5).
package struct PersonUnmerge: EventValue {
    package var from: PersonID

    package init(from: PersonID) {
        self.from = from
    }

    package static let schema = Schema.event(
        .required("from", .uuid))
}

/// The data of an erasure, which consists of the key alone.
package struct PersonErasure: EventValue {
    package init() {}

    package static let schema = Schema.event()
}

extension EventType<PersonID, PersonKindChange> {
    package static let personJoined = Self(
        fact: "accounts.person.joined", of: .accounts, keyedBy: "personId", "A person has an account (A3).")
}

extension EventType<PersonID, PersonRolesChange> {
    package static let personRolesChanged = Self(
        fact: "accounts.person.rolesChanged", of: .accounts, keyedBy: "personId",
        "The office changed the roles, or the agencies that the person coordinates.")
}

extension EventType<PersonID, PersonMerge> {
    package static let personMerged = Self(
        fact: "accounts.person.merged", of: .accounts, keyedBy: "personId",
        "The person was merged into another (A5). No fact of the merged person follows until an undo.")
}

extension EventType<PersonID, PersonUnmerge> {
    package static let personUnmerged = Self(
        fact: "accounts.person.unmerged", of: .accounts, keyedBy: "personId",
        "A merge was undone: the person is separate again (A5).")
}

extension EventType<PersonID, PersonErasure> {
    package static let personErased = Self(
        fact: "accounts.person.erased", of: .accounts, keyedBy: "personId",
        "The person was erased: every service deletes the personal data and retains the id.")
}

extension StateType<PersonID, PersonState> {
    package static let person = Self(
        state: "accounts.person", on: .state(of: .accounts), keyedBy: "personId",
        "The current state of a person, without personal data; readers unite merged persons through `mergedInto`.")
}

extension Catalogue {
    static let people: [any CatalogueEntry] = [
        EventType.personJoined, EventType.personRolesChanged, EventType.personMerged, EventType.personUnmerged,
        EventType.personErased, StateType.person,
    ]
}
