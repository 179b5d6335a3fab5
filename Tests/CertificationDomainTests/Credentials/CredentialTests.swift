import CertificationDomain
import Primitives
import Testing

/// G11: the credential.
@Suite struct CredentialTests {
    @Test func `an approved application awards the credential to a person who does not hold it`() {
        let application = application(.approved)
        let day = day("2026-03-01")
        let credential = Credential.award(as: .new(), for: application, isHeld: false, on: day)
        #expect(credential?.person == application.person && credential?.application == application.id)
        #expect(credential?.awardedOn == day && credential?.status == .valid)
        #expect(Credential.award(as: .new(), for: application, isHeld: true, on: day) == nil)
    }

    @Test func `a credential is revoked once`() throws {
        var credential = Credential(id: .new(), person: .new(), awardedOn: day("2026-03-01"))
        try credential.revoke(because: "Left.", on: day("2026-04-01"))
        #expect(credential.status == .revoked)
        #expect(credential.revocation == Credential.Revocation(on: day("2026-04-01"), reason: "Left."))
        #expect(throws: CredentialRejection.alreadyRevoked) {
            try credential.revoke(because: "Again.", on: day("2026-04-02"))
        }
    }
}
