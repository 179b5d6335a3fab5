import CertificationDomain
import JSONSchema
import JSONTree
import Primitives
import Web

/// What anybody may know of a credential: ids and status, without a name.
struct CredentialDTO: WireType {
    var id: CredentialID
    var personId: PersonID
    var kind: CredentialKind
    var awardedOn: Day
    var status: CredentialStatus
    @Nullable var revokedOn: Day?
    var version: Int

    static let constraints = Constraints(named: "Credential", [CodingKeys.version: .integer(min: 1)])

    init(_ credential: Credential) {
        id = credential.id
        personId = credential.person
        kind = credential.kind
        awardedOn = credential.awardedOn
        status = credential.status
        revokedOn = credential.revocation?.on
        version = credential.version
    }
}
