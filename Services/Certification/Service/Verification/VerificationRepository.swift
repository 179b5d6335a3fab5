import CertificationDomain
import Postgres
import Primitives

/// What anybody may know of a certificate by its code: no mail address, no ids (F5).
struct Verification: Hashable, Sendable {
    var code: String
    /// Empty after the person was erased.
    var name: String
    var course: String
    var title: String
    var minutes: Int
    var completedOn: Day
    var status: CertificateStatus
    /// The code of the certificate that replaces this one.
    var supersededBy: String?
}

/// The certificates by their codes (F5).
struct VerificationRepository: Sendable {
    let database: PostgresClient

    private static let verifications = Columns<Verification>(
        """
        certificate.code, certificate.snapshot->>'personName', profile.given_name, profile.family_name,
        certificate.course_code,
        coalesce(certificate.snapshot->>'courseTitle', course.title, certificate.course_code),
        certificate.minutes, certificate.completed_on, certificate.status, successor.code
        """
    ) { row in
        let (code, recorded): (String, String?) = (try row.next(), try row.next())
        let current = PersonName(given: try row.next(), family: try row.next())
        return Verification(
            code: code, name: recorded ?? current.full, course: try row.next(), title: try row.next(),
            minutes: try row.next(), completedOn: try row.next(), status: try row.next(),
            supersededBy: try row.next())
    }

    /// Returns what the document shows, or the current name and title where none is issued.
    func find(_ code: String) async throws -> Verification? {
        try await database.read(
            .first(
                Self.verifications,
                """
                SELECT \(Self.verifications) FROM certificate
                LEFT JOIN course ON course.code = certificate.course_code
                LEFT JOIN profile ON profile.person_id = certificate.person_id
                LEFT JOIN certificate AS successor ON successor.supersedes = certificate.id
                WHERE certificate.code = \(code)
                """))
    }
}
