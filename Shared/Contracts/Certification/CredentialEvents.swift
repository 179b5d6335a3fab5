package import JSONSchema
import JSONTree
package import Primitives

/// A status that a person holds, such as National SRO Practitioner (G11).
package struct CredentialChange: EventValue {
    package var personId: PersonID
    package var kind: Vocabulary.CredentialKind
    package var awardedOn: Day

    package init(personId: PersonID, kind: Vocabulary.CredentialKind, awardedOn: Day) {
        self.personId = personId
        self.kind = kind
        self.awardedOn = awardedOn
    }

    package static let schema = Schema.event(
        .required("personId", .uuid),
        .required("kind", .string(enum: Vocabulary.CredentialKind.self)),
        .required("awardedOn", .date))
}

/// The current state of a credential.
package struct CredentialState: EventValue {
    package var personId: PersonID
    package var kind: Vocabulary.CredentialKind
    package var awardedOn: Day
    package var revokedOn: Day?

    package init(personId: PersonID, kind: Vocabulary.CredentialKind, awardedOn: Day, revokedOn: Day? = nil) {
        self.personId = personId
        self.kind = kind
        self.awardedOn = awardedOn
        self.revokedOn = revokedOn
    }

    package static let schema = Schema.event(
        .required("personId", .uuid),
        .required("kind", .string(enum: Vocabulary.CredentialKind.self)),
        .required("awardedOn", .date),
        .optional("revokedOn", .date))
}

extension EventType<CredentialID, CredentialChange> {
    package static let credentialAwarded = Self(
        fact: "certification.credential.awarded", of: .certification, keyedBy: "credentialId",
        "The application was approved and the credential awarded (G11).")
    package static let credentialRevoked = Self(
        fact: "certification.credential.revoked", of: .certification, keyedBy: "credentialId",
        "The person no longer holds the credential.")
}

extension StateType<CredentialID, CredentialState> {
    package static let credential = Self(
        state: "certification.credential", on: .state(of: .certification), keyedBy: "credentialId",
        "The current state of a credential.")
}

extension Catalogue {
    static let credentials: [any CatalogueEntry] = [
        EventType.credentialAwarded, EventType.credentialRevoked, StateType.credential,
    ]
}
