package import Primitives

/// A status that a person holds by an award, such as National SRO Practitioner (G11).
package struct Credential: Hashable, Sendable {
    package var id: CredentialID
    package var person: PersonID
    package var kind: CredentialKind
    package var awardedOn: Day
    /// The application whose approval awarded the credential.
    package var application: ApplicationID?
    /// Nil while the credential is in force.
    package var revocation: Revocation?
    package var version: Int

    /// When a credential was revoked, and why.
    package struct Revocation: Hashable, Sendable {
        package var on: Day
        package var reason: String

        package init(on: Day, reason: String) {
            self.on = on
            self.reason = reason
        }
    }

    package init(
        id: CredentialID, person: PersonID, kind: CredentialKind = .practitioner, awardedOn: Day,
        application: ApplicationID? = nil, revocation: Revocation? = nil, version: Int = 1
    ) {
        self.id = id
        self.person = person
        self.kind = kind
        self.awardedOn = awardedOn
        self.application = application
        self.revocation = revocation
        self.version = version
    }

    package var status: CredentialStatus { revocation == nil ? .valid : .revoked }

    /// Awards the practitioner credential for an approved application (G11).
    ///
    /// - Parameter isHeld: Whether the person holds a credential in force under any of their ids.
    /// - Returns: Nil for a person who holds the credential, which then stays as it is.
    package static func award(
        as id: CredentialID, for application: PractitionerApplication, isHeld: Bool, on day: Day
    ) -> Credential? {
        isHeld ? nil : Credential(id: id, person: application.person, awardedOn: day, application: application.id)
    }

    /// Revokes the credential.
    ///
    /// - Throws: `alreadyRevoked`.
    package mutating func revoke(because reason: String, on day: Day) throws(CredentialRejection) {
        guard revocation == nil else { throw .alreadyRevoked }
        revocation = Revocation(on: day, reason: reason)
    }
}

package enum CredentialKind: String, Sendable, CaseIterable, Codable {
    case practitioner
}

package enum CredentialStatus: String, Sendable, CaseIterable, Codable {
    case valid
    case revoked
}

/// The reason why a credential cannot be changed.
package enum CredentialRejection: Error, Hashable, Sendable {
    case alreadyRevoked
}
