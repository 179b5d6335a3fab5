import CertificationDomain
import Messaging
import Postgres
import Primitives

/// The table of claimed credits (G6).
struct CreditRepository: Sendable {
    private static let credits = Columns<CreditEntry>(
        """
        id, title, provider, subject, minutes, starts_on, ends_on, annual, agency_id, disposition, disposed_by,
        disposition_reason, version
        """
    ) { row in
        let (id, title): (CreditID, String) = (try row.next(), try row.next())
        let (provider, subject, minutes): (String, String, Int) = (try row.next(), try row.next(), try row.next())
        let dates = try TrainingDates(from: row.next(), to: row.next())
        let (annual, agency): (Bool, AgencyID?) = (try row.next(), try row.next())
        let disposition: Disposition = try row.next()
        let (by, reason): (PersonID?, String?) = (try row.next(), try row.next())
        var review: CreditEntry.Review?
        if let by, let reason { review = CreditEntry.Review(by: by, reason: reason) }
        return CreditEntry(
            id: id, title: title, provider: provider, subject: subject, minutes: minutes, dates: dates,
            annual: annual, agency: agency, disposition: disposition, review: review, version: try row.next())
    }

    private static let rows = Columns<(application: ApplicationID, credit: CreditEntry)>(
        "application_id, \(credits.list)"
    ) { row in (try row.next(), try row.next(credits)) }

    /// Returns the credits of each application, in the order in which they were claimed.
    static func credits(of applications: [ApplicationID]) -> Reading<[ApplicationID: [CreditEntry]]> {
        Reading
            .all(rows, "SELECT \(rows) FROM credit WHERE application_id = ANY(\(applications)) ORDER BY position")
            .map { rows in Dictionary(grouping: rows, by: \.application).mapValues { $0.map(\.credit) } }
    }

    func insert(_ credit: CreditEntry, of application: ApplicationID, at now: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO credit (id, application_id, title, provider, subject, minutes, starts_on, ends_on, annual,
                agency_id, disposition, disposed_by, disposition_reason, created_at, version)
            VALUES (\(credit.id), \(application), \(credit.title), \(credit.provider), \(credit.subject),
                \(credit.minutes), \(credit.dates.startsOn), \(credit.dates.endsOn), \(credit.annual),
                \(credit.agency), \(credit.disposition), \(credit.review?.by), \(credit.review?.reason), \(now),
                \(credit.version))
            """)
    }

    /// Writes a credit of a locked application under its next version. Only its disposition changes.
    ///
    /// - Returns: the credit as it is stored.
    func save(_ credit: CreditEntry, in unit: UnitOfWork) -> CreditEntry {
        var saved = credit
        saved.version += 1
        unit.sql.enqueue(
            """
            UPDATE credit SET disposition = \(credit.disposition), disposed_by = \(credit.review?.by),
                disposition_reason = \(credit.review?.reason), version = \(saved.version)
            WHERE id = \(credit.id) AND version = \(credit.version)
            """)
        return saved
    }
}

extension Disposition: PostgresCodable {}
