import CertificationDomain
import Messaging
import Postgres
import Primitives

/// The table of credentials (G11).
struct CredentialRepository: Sendable {
    let database: PostgresClient

    private static let credentials = Columns<Credential>(
        "id, person_id, kind, awarded_on, revoked_on, revoked_reason, application_id, version"
    ) { row in
        let (id, person, kind): (CredentialID, PersonID, CredentialKind) = (
            try row.next(), try row.next(), try row.next()
        )
        let awardedOn: Day = try row.next()
        let (revokedOn, reason): (Day?, String?) = (try row.next(), try row.next())
        var revocation: Credential.Revocation?
        if let revokedOn, let reason { revocation = Credential.Revocation(on: revokedOn, reason: reason) }
        return Credential(
            id: id, person: person, kind: kind, awardedOn: awardedOn, application: try row.next(),
            revocation: revocation, version: try row.next())
    }

    /// Returns a page of a person's credentials, under any of their ids, in the order of their award, and one more if
    /// there is one.
    func list(of person: PersonID, after: (Day, CredentialID)?, limit: Int) async throws -> [Credential] {
        try await database.read(
            .all(
                Self.credentials,
                """
                SELECT \(Self.credentials) FROM credential
                WHERE person_id IN (SELECT people_of(\(person)))
                    AND (\(after?.0)::date IS NULL OR (awarded_on, id) > (\(after?.0), \(after?.1)))
                ORDER BY awarded_on, id LIMIT \(limit + 1)
                """))
    }

    /// Locks the credential until the transaction ends (W1).
    func lock(_ id: CredentialID, in unit: UnitOfWork) async throws -> Credential? {
        try await unit.sql.read(
            .first(Self.credentials, "SELECT \(Self.credentials) FROM credential WHERE id = \(id) FOR UPDATE"))
    }

    /// Returns whether the person holds a credential in force under any of their ids (A5).
    func isHeld(by person: PersonID, in unit: UnitOfWork) async throws -> Bool {
        try await unit.sql.read(
            .scalar(
                Bool.self,
                """
                SELECT EXISTS (SELECT FROM credential
                    WHERE person_id IN (SELECT people_of(\(person))) AND revoked_on IS NULL)
                """))
    }

    func insert(_ credential: Credential, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO credential
                (id, person_id, kind, awarded_on, revoked_on, revoked_reason, application_id, version)
            VALUES (\(credential.id), \(credential.person), \(credential.kind), \(credential.awardedOn),
                \(credential.revocation?.on), \(credential.revocation?.reason), \(credential.application),
                \(credential.version))
            """)
    }

    /// Writes a locked credential under its next version. Only its revocation changes.
    ///
    /// - Returns: the credential as it is stored.
    func save(_ credential: Credential, in unit: UnitOfWork) -> Credential {
        var saved = credential
        saved.version += 1
        unit.sql.enqueue(
            """
            UPDATE credential SET revoked_on = \(credential.revocation?.on),
                revoked_reason = \(credential.revocation?.reason), version = \(saved.version)
            WHERE id = \(credential.id) AND version = \(credential.version)
            """)
        return saved
    }
}

extension CredentialKind: PostgresCodable {}
