import CertificationDomain
import Contracts
import Messaging
import Postgres
import Primitives

extension PractitionerStore {
    struct Credential: Sendable {
        let id: CredentialID
        let personID: PersonID
        let kind: String
        let awardedOn: Day
        let revokedOn: Day?
        let version: Int
    }

    private static func credential(_ row: Row) throws -> Credential {
        let (id, person, kind, awarded, revoked, version) = try row.decode(
            (CredentialID, PersonID, String, Day, Day?, Int).self)
        return Credential(
            id: id, personID: person, kind: kind, awardedOn: awarded, revokedOn: revoked, version: version)
    }

    /// In the order of their award, at most `limit + 1`.
    func credentials(of person: PersonID, after: (Day, CredentialID)?, limit: Int) async throws -> [Credential] {
        try await database.query(
            """
            SELECT id, person_id, kind, awarded_on, revoked_on, version FROM credential
            WHERE person_id IN (SELECT people_of(\(person)))
                AND (\(after?.0)::date IS NULL OR (awarded_on, id) > (\(after?.0), \(after?.1)))
            ORDER BY awarded_on, id LIMIT \(limit + 1)
            """
        ).map(Self.credential)
    }

    func lockedCredential(_ id: CredentialID, in sql: Transaction) async throws -> Credential? {
        try await sql.query(
            "SELECT id, person_id, kind, awarded_on, revoked_on, version FROM credential WHERE id = \(id) FOR UPDATE"
        ).first.map(Self.credential)
    }

    /// Awards the practitioner credential, once: a person who holds it keeps the one they have (G11).
    func award(_ person: PersonID, application: ApplicationID, on day: Day, at: Instant, in unit: UnitOfWork)
        async throws
    {
        let id = CredentialID.new()
        let inserted = try await unit.sql.execute(
            """
            INSERT INTO credential (id, person_id, kind, awarded_on, application_id)
            SELECT \(id), \(person), 'practitioner', \(day), \(application)
            WHERE NOT EXISTS (
                SELECT FROM credential WHERE person_id IN (SELECT people_of(\(person))) AND revoked_on IS NULL)
            """)
        guard inserted == 1 else { return }
        unit.publish(
            .credentialAwarded, CredentialChange(personId: person, kind: .practitioner, awardedOn: day), of: id, at: at)
        unit.setState(
            .credential, CredentialState(personId: person, kind: .practitioner, awardedOn: day), of: id, at: at)
    }

    func revoke(_ credential: Credential, on day: Day, reason: String, at: Instant, in unit: UnitOfWork) async throws {
        _ = try await unit.sql.execute(
            """
            UPDATE credential SET revoked_on = \(day), revoked_reason = \(reason), version = version + 1
            WHERE id = \(credential.id)
            """)
        unit.publish(
            .credentialRevoked,
            CredentialChange(personId: credential.personID, kind: .practitioner, awardedOn: credential.awardedOn),
            of: credential.id, at: at)
        unit.setState(
            .credential,
            CredentialState(
                personId: credential.personID, kind: .practitioner, awardedOn: credential.awardedOn, revokedOn: day),
            of: credential.id, at: at)
    }

    struct ApprovedCourseRecord: Sendable {
        let id: String
        let course: ApprovedCourse
        let version: Int
    }

    /// By their titles, from behind `after` on; nil for `limit` is all of them, else at most `limit + 1`.
    func approvedCourses(
        from source: any RowSource, after: (String, EventID)? = nil, limit: Int? = nil
    ) async throws -> [ApprovedCourseRecord] {
        try await source.query(
            """
            SELECT id::text, title, provider, serves, minutes, valid_from, valid_to, version FROM approved_course
            WHERE \(after?.0)::text IS NULL OR (title, id) > (\(after?.0), \(after?.1))
            ORDER BY title, id LIMIT \(limit.map { $0 + 1 })
            """
        ).map { row in
            let (id, title, provider, serves, minutes, from, to, version) = try row.decode(
                (String, String, String, String, Int, Day, Day?, Int).self)
            return ApprovedCourseRecord(
                id: id,
                course: ApprovedCourse(
                    title: title, provider: provider, serves: ApprovedCourse.Serves(rawValue: serves) ?? .basic,
                    minutes: minutes, validFrom: from, validTo: to),
                version: version)
        }
    }

    func add(_ course: ApprovedCourse, in sql: Transaction) async throws -> String {
        let rows = try await sql.query(
            """
            INSERT INTO approved_course (id, title, provider, serves, minutes, valid_from, valid_to)
            VALUES (\(EventID.new().uuid), \(course.title), \(course.provider), \(course.serves.rawValue),
                \(course.minutes), \(course.validFrom), \(course.validTo))
            RETURNING id::text
            """)
        return try rows.first?.value(at: 0) ?? ""
    }
}
