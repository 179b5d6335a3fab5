import CertificationDomain
import JSONTree
import Messaging
import Postgres
import Primitives

/// The table of certificates (F4).
struct CertificateRepository: Sendable {
    let database: PostgresClient

    private static let certificates = Columns<Certificate>(
        """
        id, completion_id, person_id, registration_id, offering_id, course_code, edition_id, minutes, completed_on,
        imported, code, status, status_reason, supersedes, snapshot, issued_at, version
        """
    ) { row in
        let id: CertificateID = try row.next()
        let completion = Completion(
            id: try row.next(), person: try row.next(), registration: try row.next(), offering: try row.next(),
            course: try row.next(), edition: try row.next(), minutes: try row.next(), completedOn: try row.next(),
            imported: try row.next())
        let (code, status, reason): (String, CertificateStatus, String?) = (
            try row.next(), try row.next(), try row.next()
        )
        let (supersedes, snapshot): (CertificateID?, JSON?) = (try row.next(), try row.next())
        let issuedAt: Instant? = try row.next()
        var issue: Certificate.Issue?
        if let snapshot, let issuedAt {
            issue = Certificate.Issue(at: issuedAt, snapshot: try StoredSnapshot(snapshot).snapshot)
        }
        return Certificate(
            id: id, completion: completion, code: code, status: status, statusReason: reason, supersedes: supersedes,
            issue: issue, version: try row.next())
    }

    func find(_ id: CertificateID) async throws -> Certificate? {
        try await database.read(
            .first(Self.certificates, "SELECT \(Self.certificates) FROM certificate WHERE id = \(id)"))
    }

    /// Locks the certificate until the transaction ends (W1).
    func lock(_ id: CertificateID, in unit: UnitOfWork) async throws -> Certificate? {
        try await unit.sql.read(
            .first(Self.certificates, "SELECT \(Self.certificates) FROM certificate WHERE id = \(id) FOR UPDATE"))
    }

    /// Locks every certificate of a completion, in the order of their ids, until the transaction ends (W1).
    func lockChain(of completion: CompletionID, in unit: UnitOfWork) async throws -> CertificateChain {
        CertificateChain(
            try await unit.sql.read(
                .all(
                    Self.certificates,
                    """
                    SELECT \(Self.certificates) FROM certificate WHERE completion_id = \(completion)
                    ORDER BY id FOR UPDATE
                    """)))
    }

    /// Returns whether the completion has a certificate.
    func exists(for completion: CompletionID, in unit: UnitOfWork) async throws -> Bool {
        try await unit.sql.read(
            .scalar(Bool.self, "SELECT EXISTS (SELECT FROM certificate WHERE completion_id = \(completion))"))
    }

    /// Returns the document; nil if it is not issued, or was removed with its person.
    func document(of id: CertificateID) async throws -> [UInt8]? {
        try await database.read(.first([UInt8]?.self, "SELECT pdf FROM certificate WHERE id = \(id)")) ?? nil
    }

    func insert(_ certificate: Certificate, in unit: UnitOfWork) throws {
        let completion = certificate.completion
        unit.sql.enqueue(
            """
            INSERT INTO certificate (id, completion_id, person_id, registration_id, offering_id, course_code,
                edition_id, minutes, completed_on, imported, code, status, status_reason, supersedes, snapshot,
                issued_at, version)
            VALUES (\(certificate.id), \(completion.id), \(completion.person), \(completion.registration),
                \(completion.offering), \(completion.course), \(completion.edition), \(completion.minutes),
                \(completion.completedOn), \(completion.imported), \(certificate.code), \(certificate.status),
                \(certificate.statusReason), \(certificate.supersedes), \(try certificate.storedSnapshot),
                \(certificate.issue?.at), \(certificate.version))
            """)
    }

    /// Writes a locked certificate under its next version. Its completion, code and predecessor do not change.
    ///
    /// - Returns: the certificate as it is stored.
    func save(_ certificate: Certificate, in unit: UnitOfWork) throws -> Certificate {
        var saved = certificate
        saved.version += 1
        unit.sql.enqueue(
            """
            UPDATE certificate SET status = \(certificate.status), status_reason = \(certificate.statusReason),
                snapshot = \(try certificate.storedSnapshot), issued_at = \(certificate.issue?.at),
                version = \(saved.version)
            WHERE id = \(certificate.id) AND version = \(certificate.version)
            """)
        return saved
    }

    /// Stores the document of a certificate that is saved as issued.
    func insert(_ document: [UInt8], of id: CertificateID, in unit: UnitOfWork) {
        unit.sql.enqueue("UPDATE certificate SET pdf = \(document) WHERE id = \(id)")
    }

    /// Removes the name and the document from the certificates of an erased person. Code, course, hours, date and
    /// status stay (F5).
    func erase(_ person: PersonID, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            UPDATE certificate SET pdf = NULL, snapshot = snapshot - 'personName', version = version + 1
            WHERE person_id IN (SELECT people_of(\(person))) AND snapshot IS NOT NULL
            """)
    }
}

/// The snapshot of a certificate in a `jsonb` column.
private struct StoredSnapshot: Codable {
    var personName: String?
    var courseTitle: String
    var editionName: String?
    var minutes: Int
    var startsOn: Day?
    var completedOn: Day

    init(_ snapshot: CertificateSnapshot) {
        personName = snapshot.personName
        courseTitle = snapshot.courseTitle
        editionName = snapshot.editionName
        minutes = snapshot.minutes
        startsOn = snapshot.startsOn
        completedOn = snapshot.completedOn
    }

    init(_ json: JSON) throws { self = try json.decoded() }

    var snapshot: CertificateSnapshot {
        CertificateSnapshot(
            personName: personName, courseTitle: courseTitle, editionName: editionName, minutes: minutes,
            startsOn: startsOn, completedOn: completedOn)
    }
}

extension Certificate {
    fileprivate var storedSnapshot: JSON? {
        get throws { try issue.map { try JSON.of(StoredSnapshot($0.snapshot)) } }
    }
}

extension CertificateStatus: PostgresCodable {}
