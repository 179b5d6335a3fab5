import CertificationDomain
import DomainClock
import Messaging
import Primitives
import TestSupport
import Testing

@testable import CertificationService

@Suite struct CredentialRepositoryTests {
    @Test func `a credential is found as it was inserted, and as it was saved`() async throws {
        let fixture = try await CertificationFixture()
        let credentials = CredentialRepository(database: fixture.database)
        let application = PractitionerApplication(id: .new(), person: .new(), createdAt: fixture.clock.now)
        _ = try await fixture.update { unit in
            try await ApplicationRepository(database: fixture.database).insert(application, in: unit)
        }
        let valid = Credential(
            id: .new(), person: .new(), awardedOn: day("2025-01-01"), application: application.id, version: 2)
        let revoked = Credential(
            id: .new(), person: .new(), awardedOn: day("2025-01-02"), application: application.id,
            revocation: Credential.Revocation(on: day("2025-02-03"), reason: "Left."), version: 4)
        try await expectStored(
            valid, revoked, ignoring: ["kind"],
            insert: { credential in try await fixture.update { unit in credentials.insert(credential, in: unit) } },
            find: { try await credentials.list(of: $0.person, after: nil, limit: 10).first })
        let saved = try await fixture.update { unit in
            #expect(try await credentials.isHeld(by: valid.person, in: unit))
            #expect(try await !credentials.isHeld(by: revoked.person, in: unit))
            var locked = try #require(try await credentials.lock(valid.id, in: unit))
            locked.revocation = revoked.revocation
            return credentials.save(locked, in: unit)
        }
        #expect(saved.version == valid.version + 1)
        #expect(try await credentials.list(of: valid.person, after: nil, limit: 10) == [saved])
    }
}
