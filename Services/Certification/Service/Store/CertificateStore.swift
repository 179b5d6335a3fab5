import CertificationDomain
import Contracts
import Documents
import JSONTree
import Messaging
import Postgres
import Primitives
import Security

/// Certificates: issue, document, reissue, revocation. Every change goes through a unit of work of the journal.
struct CertificateStore: Sendable {
    let database: PostgresClient
    let layout: CertificateLayout

    /// One certificate as its row says.
    struct Record: Sendable {
        let id: CertificateID
        let completionID: CompletionID
        let personID: PersonID
        let registrationID: RegistrationID?
        let offeringID: OfferingID?
        let courseCode: String
        let editionID: EditionID
        let minutes: Int
        let completedOn: Day
        let imported: Bool
        let code: String
        let status: CertificateStatus
        let isIssued: Bool
        let version: Int
    }

    private static let columns: Query = """
        id, completion_id, person_id, registration_id, offering_id, course_code, edition_id, minutes, completed_on,
        imported, code, status, issued_at IS NOT NULL, version
        """

    private static func record(_ row: Row) throws -> Record {
        let (
            id, completion, person, registration, offering, course, edition, minutes, completed, imported, code, status,
            issued, version
        ) = try row.decode(
            (
                CertificateID, CompletionID, PersonID, RegistrationID?, OfferingID?, String, EditionID, Int, Day, Bool,
                String, CertificateStatus, Bool, Int
            ).self)
        return Record(
            id: id, completionID: completion, personID: person, registrationID: registration, offeringID: offering,
            courseCode: course, editionID: edition, minutes: minutes, completedOn: completed, imported: imported,
            code: code, status: status, isIssued: issued, version: version)
    }

    /// The certificate of a completion (F1, F4). An imported one's document waits until it is asked for, and mails nobody.
    ///
    /// - Throws: `Deferred` until the person's name, the course and the offering have arrived (C4).
    func issue(completion id: CompletionID, _ change: CompletionChange, at: Instant, in unit: UnitOfWork) async throws {
        let known = try await unit.sql.query("SELECT 1 FROM certificate WHERE completion_id = \(id) LIMIT 1")
        guard known.isEmpty else { return }
        let certificate = CertificateID.new()
        _ = try await unit.sql.execute(
            """
            INSERT INTO certificate (id, completion_id, person_id, registration_id, offering_id, course_code,
                edition_id, minutes, completed_on, imported, code, status)
            VALUES (\(certificate), \(id), \(change.personId), \(change.registrationId), \(change.offeringId),
                \(change.courseCode), \(change.editionId), \(CertificationService.minutes(change.hours)),
                \(change.completedOn), \(change.imported), \(Self.newCode()), 'valid')
            """)
        guard !change.imported else { return }
        let record = try await locked(certificate, in: unit.sql)
        // Without a name (the person was erased) there is no document: the register alone knows of it.
        guard let snapshot = try await snapshot(of: record, in: unit.sql) else { return }
        try await document(record, snapshot, at: at, in: unit)
    }

    /// A voided completion's certificate is valid no longer.
    func revokeVoided(completion id: CompletionID, at: Instant, in unit: UnitOfWork) async throws {
        try await revokeAll(completion: id, reason: "The completion was voided.", at: at, in: unit)
    }

    /// Revokes the completion's certificate with all that it superseded: an older document of what never happened must
    /// not outlive it (F4).
    func revokeAll(completion id: CompletionID, reason: String, at: Instant, in unit: UnitOfWork) async throws {
        let rows = try await unit.sql.query(
            """
            SELECT \(Self.columns) FROM certificate WHERE completion_id = \(id) AND status <> 'revoked'
            ORDER BY id FOR UPDATE
            """)
        for row in rows { try await setStatus(try Self.record(row), .revoked, reason: reason, at: at, in: unit) }
    }

    /// The register keeps an erased person's certificates by code, course, hours, date and status; name and document go.
    func erase(_ person: PersonID, in sql: Transaction) async throws {
        _ = try await sql.execute(
            """
            UPDATE certificate SET pdf = NULL, snapshot = snapshot - 'personName', version = version + 1
            WHERE person_id IN (SELECT people_of(\(person))) AND snapshot IS NOT NULL
            """)
    }

    /// The certificate, its row locked until the transaction ends.
    func locked(_ id: CertificateID, in sql: Transaction) async throws -> Record {
        let rows = try await sql.query("SELECT \(Self.columns) FROM certificate WHERE id = \(id) FOR UPDATE")
        guard let row = rows.first else { throw CertificateMissing() }
        return try Self.record(row)
    }

    func find(_ id: CertificateID) async throws -> Record? {
        try await database.query("SELECT \(Self.columns) FROM certificate WHERE id = \(id)").first.map(Self.record)
    }

    func pdf(of id: CertificateID) async throws -> [UInt8]? {
        try await database.query("SELECT pdf FROM certificate WHERE id = \(id)").first?.value(at: 0)
    }

    /// Whether the attendee's evaluation is done, open, or was never asked for (F2).
    func evaluation(of record: Record) async throws -> EvaluationStanding {
        guard let registration = record.registrationID, !record.imported else { return .notRequired }
        let rows = try await database.query("SELECT 1 FROM evaluation WHERE registration_id = \(registration)")
        return rows.isEmpty ? .open : .done
    }

    /// Takes the snapshot and makes the document: an imported completion's, when it is first asked for.
    func issueOnDemand(_ id: CertificateID, at: Instant, in unit: UnitOfWork) async throws {
        let record = try await locked(id, in: unit.sql)
        guard !record.isIssued else { return }
        guard let snapshot = try await snapshot(of: record, in: unit.sql) else { throw CertificateMissing() }
        try await document(record, snapshot, at: at, in: unit)
    }

    /// A corrected certificate in place of this one (F4): new code, new snapshot, the old one says that it is superseded.
    func reissue(_ record: Record, at: Instant, reason: String, in unit: UnitOfWork) async throws -> CertificateID {
        try await setStatus(record, .superseded, reason: reason, at: at, in: unit)
        let id = CertificateID.new()
        _ = try await unit.sql.execute(
            """
            INSERT INTO certificate (id, completion_id, person_id, registration_id, offering_id, course_code,
                edition_id, minutes, completed_on, imported, code, status, supersedes)
            SELECT \(id), completion_id, person_id, registration_id, offering_id, course_code, edition_id, minutes,
                completed_on, imported, \(Self.newCode()), 'valid', id
            FROM certificate WHERE id = \(record.id)
            """)
        let new = try await locked(id, in: unit.sql)
        guard let snapshot = try await snapshot(of: new, in: unit.sql) else { throw CertificateMissing() }
        try await document(new, snapshot, at: at, in: unit)
        return id
    }

    func setStatus(
        _ record: Record, _ status: CertificateStatus, reason: String, at: Instant, in unit: UnitOfWork
    ) async throws {
        _ = try await unit.sql.execute(
            """
            UPDATE certificate SET status = \(status), status_reason = \(reason), version = version + 1
            WHERE id = \(record.id)
            """)
        guard record.isIssued else { return }
        if let event = status.event { unit.publish(event, record.change, of: record.id, at: at) }
        unit.setState(.certificate, record.state(status), of: record.id, at: at)
    }

    private func document(
        _ record: Record, _ snapshot: CertificateSnapshot, at: Instant, in unit: UnitOfWork
    ) async throws {
        let pdf = try await layout.render(snapshot, code: record.code, issuedAt: at)
        _ = try await unit.sql.execute(
            """
            UPDATE certificate SET snapshot = \(try JSON.of(snapshot)), pdf = \(pdf), issued_at = \(at),
                version = version + 1
            WHERE id = \(record.id)
            """)
        unit.publish(.certificateIssued, record.change, of: record.id, at: at)
        unit.setState(.certificate, record.state(.valid), of: record.id, at: at)
    }

    /// Twenty signs of 32: a hundred bits, nothing to guess; without I, L, O, U, so that it can be read aloud (F5).
    private static func newCode() -> String {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        return String(randomBytes(20).map { alphabet[Int($0 & 31)] })
    }
}

/// There is no such certificate, or no name to put on it any more.
struct CertificateMissing: Error {}

extension CertificateStatus: PostgresCodable {}

extension CertificateStore.Record {
    var change: CertificateChange {
        CertificateChange(
            personId: personID, completionId: completionID, courseCode: courseCode, completedOn: completedOn)
    }

    func state(_ status: CertificateStatus) -> CertificateState {
        CertificateState(personId: personID, completionId: completionID, status: status.rawValue)
    }
}
