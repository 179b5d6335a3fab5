import CertificationDomain
import Contracts
import Messaging
import Postgres
import Primitives

extension CertificateStore {
    /// What will stand on the certificate: the name of the surviving person, the course, its edition and dates (F4).
    ///
    /// - Returns: nil when the person was erased.
    /// - Throws: `Deferred` until all of the rows have arrived: a snapshot is taken once and complete (C4).
    func snapshot(of record: Record, in sql: Transaction) async throws -> CertificateSnapshot? {
        let courses = try await sql.query("SELECT title FROM course WHERE code = \(record.courseCode)")
        guard let course = courses.first else {
            guard let code = CourseCode(record.courseCode) else { throw Poison("malformed course code") }
            throw Deferred(until: .course, of: code)
        }
        let title: String = try course.value(at: 0)
        var startsOn: Day?
        if let offering = record.offeringID {
            let rows = try await sql.query("SELECT starts_on FROM offering WHERE id = \(offering)")
            guard let row = rows.first else { throw Deferred(until: .offering, of: offering) }
            startsOn = try row.value(at: 0)
        }
        let names = try await sql.query(
            """
            SELECT profile.given_name, profile.family_name, profile.erased
            FROM profile LEFT JOIN person_merge USING (person_id)
            WHERE profile.person_id IN (SELECT people_of(\(record.personID)))
            ORDER BY profile.erased, person_merge.merged_into IS NOT NULL, profile.person_id = \(record.personID) DESC
            LIMIT 1
            """)
        guard let name = names.first else { throw Deferred(until: .profile, of: record.personID) }
        let (given, family, erased) = try name.decode((String?, String?, Bool).self)
        guard !erased else { return nil }
        let editions = try await sql.query(
            """
            SELECT edition->>'name' FROM course, jsonb_array_elements(editions) AS edition
            WHERE code = \(record.courseCode) AND edition->>'id' = \(record.editionID.description)
            """)
        return CertificateSnapshot(
            personName: [given, family].compactMap(\.self).joined(separator: " "), courseTitle: title,
            editionName: try editions.first?.value(at: 0), minutes: record.minutes, startsOn: startsOn,
            completedOn: record.completedOn)
    }

    /// The person's chart (F3): newest first, courses by their titles, with what stands between them and the download;
    /// at most `limit + 1`.
    func chart(of person: PersonID, after: (Day, CertificateID)?, limit: Int) async throws -> [CertificateChartItem] {
        try await database.query(
            """
            SELECT certificate.id, certificate.registration_id, certificate.course_code,
                coalesce(certificate.snapshot->>'courseTitle', course.title, certificate.course_code),
                certificate.completed_on, certificate.imported OR certificate.registration_id IS NULL,
                evaluation.registration_id IS NOT NULL, certificate.status, certificate.code
            FROM certificate
            LEFT JOIN course ON course.code = certificate.course_code
            LEFT JOIN evaluation ON evaluation.registration_id = certificate.registration_id
            WHERE certificate.person_id IN (SELECT people_of(\(person))) AND certificate.status <> 'superseded'
                AND NOT EXISTS (SELECT FROM certificate AS successor WHERE successor.supersedes = certificate.id)
                AND (\(after?.0)::date IS NULL
                    OR (certificate.completed_on, certificate.id) < (\(after?.0), \(after?.1)))
            ORDER BY certificate.completed_on DESC, certificate.id DESC LIMIT \(limit + 1)
            """
        ).map { row in
            let (id, registration, course, title, completed, free, evaluated, status, code) = try row.decode(
                (CertificateID, RegistrationID?, String, String, Day, Bool, Bool, CertificateStatus, String).self)
            let standing = CertificateStanding(
                status: status, evaluation: free ? .notRequired : evaluated ? .done : .open)
            return CertificateChartItem(
                certificateId: id, registrationId: registration, courseCode: course, title: title,
                completedOn: completed, evaluation: standing.evaluation.rawValue, status: status.rawValue,
                downloadable: standing.isDownloadable, verificationCode: code)
        }
    }

    /// What the public may know of a certificate by its code (F5): no mail address, no ids.
    func verification(code: String) async throws -> CertificateVerification? {
        let rows = try await database.query(
            """
            SELECT certificate.snapshot->>'personName', certificate.snapshot->>'courseTitle', course.title,
                certificate.course_code, certificate.minutes, certificate.completed_on, certificate.status,
                successor.code, profile.given_name, profile.family_name
            FROM certificate
            LEFT JOIN course ON course.code = certificate.course_code
            LEFT JOIN profile ON profile.person_id = certificate.person_id
            LEFT JOIN certificate AS successor ON successor.supersedes = certificate.id
            WHERE certificate.code = \(code)
            """)
        guard let row = rows.first else { return nil }
        let (name, title, courseTitle, course, minutes, completed, status, successor, given, family) = try row.decode(
            (String?, String?, String?, String, Int, Day, CertificateStatus, String?, String?, String?).self)
        return CertificateVerification(
            code: code, name: name ?? [given, family].compactMap(\.self).joined(separator: " "), courseCode: course,
            title: title ?? courseTitle ?? course, hours: Double(minutes) / 60, completedOn: completed,
            status: status.rawValue, supersededBy: successor)
    }
}

extension CertificateStanding {
    fileprivate var isDownloadable: Bool {
        (try? checkDownload()) != nil
    }
}
