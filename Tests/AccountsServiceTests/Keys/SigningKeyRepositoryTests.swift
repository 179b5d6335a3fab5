import Messaging
import Postgres
import Primitives
import Security
import ServiceKit
import TestSupport
import Testing
import TokenKeys

@testable import AccountsService

@Suite struct SigningKeyRepositoryTests {
    @Test func `a signing key is found as it was inserted, and is old after a day`() async throws {
        let fixture = try await AccountsFixture()
        let key = Ed25519Key.generate()
        let start = Instant(secondsSince1970: 1_700_000_000)
        let stored = StoredSigningKey(
            sealedSeed: [1, 2, 3], notBefore: start, signUntil: start.adding(seconds: 100),
            notAfter: start.adding(seconds: 200), isOld: false)
        let found = { @Sendable () async throws -> StoredSigningKey? in
            try await fixture.context.journal.update { unit in
                try await SigningKeyRepository().lockAll(in: unit).first { $0.sealedSeed == stored.sealedSeed }
            }
        }
        try await fixture.context.journal.update { unit in
            try await fixture.context.tokens.save(
                VerificationKey(
                    kid: key.kid, key: key.publicKey, notBefore: stored.notBefore, notAfter: stored.notAfter),
                at: start, in: unit)
            SigningKeyRepository().insert(
                key.kid, sealedSeed: stored.sealedSeed, signUntil: stored.signUntil, in: unit)
        }
        #expect(try await found() == stored)
        try await fixture.database.execute("UPDATE signing_seed SET made_at = made_at - interval '2 days'")
        #expect(try await found()?.isOld == true)
    }

    @Test func `replicas share the first secret of a name`() async throws {
        let fixture = try await AccountsFixture()
        let secrets = SecretRepository(database: fixture.database)
        #expect(try await secrets.insertOrFind("test", [1]) == [1])
        #expect(try await secrets.insertOrFind("test", [2]) == [1])
        #expect(try await secrets.insertOrFind("other", [3]) == [3])
    }
}
