import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// The table of invitations to retake Basic.
struct RetakeInvitationRepository: Sendable {
    private static let invitations = Columns<RetakeMail.Invitation>("person_id, last_completed_on") { row in
        RetakeMail.Invitation(person: try row.next(), lastCompletedOn: try row.next())
    }

    /// Inserts an invitation for each person whose last completion of Basic is before a day, up to a limit.
    ///
    /// A person is invited once for a completion, and only if at least one completion was earned in a class. The last
    /// completion may be an imported one.
    ///
    /// - Returns: the invitations that are new.
    func insertDue(
        lastBefore day: Day, limit: Int, at now: Instant, in unit: UnitOfWork
    ) async throws -> [RetakeMail.Invitation] {
        try await unit.sql.read(
            .all(
                Self.invitations,
                """
                INSERT INTO retake_invitation (person_id, last_completed_on, invited_at)
                SELECT person, max(completed_on), \(now) FROM (
                    SELECT coalesce(s.survivor_id, c.person_id) AS person, c.completed_on, c.imported
                    FROM completion c LEFT JOIN person_survivor s ON s.person_id = c.person_id
                    WHERE c.course_code = \(CourseCode.basicSRO) AND c.voided_at IS NULL) AS basic
                GROUP BY person
                HAVING max(completed_on) < \(day) AND NOT bool_and(imported) AND NOT EXISTS (
                    SELECT FROM retake_invitation i
                    WHERE i.person_id = person AND i.last_completed_on = max(completed_on))
                ORDER BY person LIMIT \(limit) ON CONFLICT DO NOTHING
                RETURNING \(Self.invitations)
                """))
    }
}
