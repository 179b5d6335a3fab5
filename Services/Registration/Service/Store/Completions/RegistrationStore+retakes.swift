import Contracts
import Messaging
import Postgres
import Primitives
import RegistrationDomain

extension RegistrationStore {
    /// E4: invites, once, everybody whose last completion of Basic in a class of ours is more than the policy's years ago. Imports
    /// invite nobody, but a later imported completion counts as the last one.
    func inviteToRetake(at instant: Instant) async throws {
        let limit = associationDay(instant).adding(years: -policy(at: instant).retakeInvitationYears)
        while try await inviteSome(lastBefore: limit, at: instant) {}
    }

    /// - Returns: whether there may be more.
    private func inviteSome(lastBefore limit: Day, at instant: Instant) async throws -> Bool {
        let chunk = 200
        return try await journal.update { unit in
            let rows = try await unit.sql.query(
                """
                INSERT INTO retake_invitation (person_id, last_completed_on, invited_at)
                SELECT person, max(completed_on), \(instant) FROM (
                    SELECT coalesce(s.survivor_id, c.person_id) AS person, c.completed_on, c.imported
                    FROM completion c LEFT JOIN person_survivor s ON s.person_id = c.person_id
                    WHERE c.course_code = \(CourseCode.basicSRO) AND c.voided_at IS NULL) AS basic
                GROUP BY person
                HAVING max(completed_on) < \(limit) AND NOT bool_and(imported) AND NOT EXISTS (
                    SELECT FROM retake_invitation i
                    WHERE i.person_id = person AND i.last_completed_on = max(completed_on))
                ORDER BY person LIMIT \(chunk) ON CONFLICT DO NOTHING
                RETURNING person_id, last_completed_on
                """)
            let invited = try rows.map { try $0.decode((PersonID, Day).self) }
            for (person, day) in invited {
                unit.publish(.retakeInvited, RetakeInvitation(lastCompletedOn: day), of: person, at: instant)
            }
            tellInvitations(invited.map { ($0, $1) }, at: instant, in: unit)
            return rows.count == chunk
        }
    }
}
