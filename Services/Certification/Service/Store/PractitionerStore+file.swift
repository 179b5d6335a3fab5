import CertificationDomain
import Contracts
import JSONTree
import Messaging
import Postgres
import Primitives

extension PractitionerStore {
    /// All that is known of a person, every id of theirs united: assignments, own courses, claimed credits.
    func file(
        of person: PersonID, application: Record?, from source: any RowSource
    ) async throws -> PractitionerFile {
        let assignments = try await source.query(
            "SELECT assignments FROM person WHERE id IN (SELECT people_of(\(person)))"
        ).flatMap { try $0.value(at: 0, as: JSON.self).decoded([AssignmentPeriod].self).map(DatedAssignment.init) }
        let training = try await source.query(
            """
            SELECT course_code, minutes, completed_on FROM completion
            WHERE person_id IN (SELECT people_of(\(person))) AND NOT voided
            ORDER BY completed_on, id
            """
        ).map { row in
            let (course, minutes, completed) = try row.decode((String, Int, Day).self)
            return OwnTraining(courseCode: course, minutes: minutes, completedOn: completed)
        }
        let approved = try await approvedCourses(from: source)
        let credits =
            if let application { try await credits(of: application.id, from: source) } else { [CreditRecord]() }
        let undocumented =
            if let application { try await creditsWithoutDocument(of: application.id, from: source) } else { 0 }
        return PractitionerFile(
            assignments: assignments, training: training, credits: credits.map(\.entry),
            approvedCourses: approved.map(\.course), application: application?.status,
            creditsWithoutDocument: undocumented)
    }

    private func creditsWithoutDocument(of application: ApplicationID, from source: any RowSource) async throws -> Int {
        try await source.query(
            """
            SELECT count(*) FROM credit c WHERE c.application_id = \(application) AND NOT EXISTS (
                SELECT 1 FROM application_document d WHERE d.application_id = c.application_id AND d.credit_id = c.id)
            """
        ).first.map { try $0.value(at: 0) } ?? 0
    }

    struct CreditRecord: Sendable {
        let entry: CreditEntry
        let reason: String?
        var version = 1
    }

    func credits(of application: ApplicationID, from source: any RowSource) async throws -> [CreditRecord] {
        try await source.query(Self.credits(of: [application])).map { try Self.credit($0).credit }
    }

    static func credits(of applications: [ApplicationID]) -> Query {
        """
        SELECT application_id, id, title, provider, subject, minutes, starts_on, ends_on, annual, agency_id, disposition,
            disposition_reason, version
        FROM credit WHERE application_id = ANY(\(applications)) ORDER BY position
        """
    }

    static func credit(_ row: Row) throws -> (application: ApplicationID, credit: CreditRecord) {
        let (
            application, id, title, provider, subject, minutes, starts, ends, annual, agency, disposition, reason,
            version
        ) =
            try row.decode(
                (
                    ApplicationID, CreditID, String, String, String, Int, Day, Day, Bool, AgencyID?, Disposition,
                    String?, Int
                ).self)
        let entry = CreditEntry(
            id: id, title: title, provider: provider, subject: subject, minutes: minutes, startsOn: starts,
            endsOn: ends, annual: annual, agencyID: agency, disposition: disposition)
        return (application, CreditRecord(entry: entry, reason: reason, version: version))
    }

    func add(_ entry: CreditEntry, to application: Record, at: Instant, in sql: Transaction) async throws {
        _ = try await sql.execute(
            """
            INSERT INTO credit (id, application_id, title, provider, subject, minutes, starts_on, ends_on, annual,
                agency_id, created_at)
            VALUES (\(entry.id), \(application.id), \(entry.title), \(entry.provider), \(entry.subject),
                \(entry.minutes), \(entry.startsOn), \(entry.endsOn), \(entry.annual), \(entry.agencyID), \(at))
            """)
        _ = try await touch(application.id, in: sql)
    }

    /// A reviewer's word on one credit (G6); false when the application has no such credit.
    func dispose(
        _ credit: CreditID, of application: ApplicationID, _ disposition: Disposition, reason: String, by: PersonID,
        in sql: Transaction
    ) async throws -> Bool {
        let changed = try await sql.execute(
            """
            UPDATE credit SET disposition = \(disposition), disposition_reason = \(reason), disposed_by = \(by),
                version = version + 1
            WHERE id = \(credit) AND application_id = \(application)
            """)
        guard changed == 1 else { return false }
        return try await touch(application, in: sql)
    }

    @discardableResult
    func touch(_ application: ApplicationID, in sql: Transaction) async throws -> Bool {
        try await sql.execute(
            "UPDATE practitioner_application SET version = version + 1 WHERE id = \(application)") == 1
    }
}
