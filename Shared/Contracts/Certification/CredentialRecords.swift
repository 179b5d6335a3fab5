package import JSONSchema
import JSONTree
package import Primitives

/// A status that a person holds, such as National SRO Practitioner (G11).
package struct CredentialChange: EventValue {
    package var personId: PersonID
    package var kind: CredentialKind
    package var awardedOn: Day

    package init(personId: PersonID, kind: CredentialKind, awardedOn: Day) {
        self.personId = personId
        self.kind = kind
        self.awardedOn = awardedOn
    }

    package static let schema = Schema.event(
        .required("personId", .uuid),
        .required("kind", .string(enum: CredentialKind.self)),
        .required("awardedOn", .date))
}

/// The application was approved and the credential awarded.
package struct CredentialAwarded: SharedFact {
    package static let type = "org.muster.certification.credential.awarded.v1"
    package static let topic = Topic.facts(of: .certification)
    package static let key = "credentialId"
    package var data: CredentialChange

    package init(_ data: CredentialChange) { self.data = data }
}

/// The credential is held no longer.
package struct CredentialRevoked: SharedFact {
    package static let type = "org.muster.certification.credential.revoked.v1"
    package static let topic = Topic.facts(of: .certification)
    package static let key = "credentialId"
    package var data: CredentialChange

    package init(_ data: CredentialChange) { self.data = data }
}

/// A credential as it is now.
package struct CredentialState: StateRecord {
    package static let type = "org.muster.certification.credential.state.v1"
    package static let topic = Topic.state(of: .certification)
    package static let key = "credentialId"

    package var personId: PersonID
    package var kind: CredentialKind
    package var awardedOn: Day
    package var revokedOn: Day?

    package init(personId: PersonID, kind: CredentialKind, awardedOn: Day, revokedOn: Day? = nil) {
        self.personId = personId
        self.kind = kind
        self.awardedOn = awardedOn
        self.revokedOn = revokedOn
    }

    package static let schema = Schema.event(
        .required("personId", .uuid),
        .required("kind", .string(enum: CredentialKind.self)),
        .required("awardedOn", .date),
        .optional("revokedOn", .date))
}
