import Postgres
import Primitives
import RegistrationDomain

/// A class to come that names somebody of whom nothing has come from accounts. An id may be known there and not here yet, so it is
/// never refused; one that stays here is a slip.
struct StrangeOffering: Sendable {
    var id: OfferingID
    var title: String
    var startsOn: Day
    /// Nil where it is known.
    var agency: AgencyID?
    var leadInstructor: PersonID?
}

extension RegistrationStore {
    /// Classes from a day on, by that day and id; an agency is known when its state has come, or that somebody works for it or
    /// coordinates it, a lead instructor when their state or profile has. One more than the limit.
    func strangeOfferings(from day: Day, after: (Day, OfferingID)?, limit: Int) async throws -> [StrangeOffering] {
        let after: Query = after.map { "AND (starts_on, id) > (\($0.0), \($0.1))" } ?? ""
        return try await database.query(
            """
            SELECT id, title, starts_on, CASE WHEN knows_agency THEN NULL ELSE agency_id END,
                CASE WHEN knows_lead THEN NULL ELSE lead_instructor_id END
            FROM (SELECT o.*, o.agency_id IN (
                    SELECT id FROM agency UNION SELECT agency_id FROM person_assignment
                    UNION SELECT unnest(coordinator_of) FROM person) AS knows_agency,
                o.lead_instructor_id IS NULL OR EXISTS (SELECT FROM person p WHERE p.id = o.lead_instructor_id)
                    OR EXISTS (SELECT FROM profile p WHERE p.person_id = o.lead_instructor_id) AS knows_lead
                FROM offering o WHERE o.status = 'published' AND o.ends_on >= \(day)) AS known
            WHERE NOT (knows_agency AND knows_lead) \(after)
            ORDER BY starts_on, id LIMIT \(limit + 1)
            """
        ).map { row in
            let (id, title, startsOn, agency, lead) = try row.decode(
                (OfferingID, String, Day, AgencyID?, PersonID?).self)
            return StrangeOffering(id: id, title: title, startsOn: startsOn, agency: agency, leadInstructor: lead)
        }
    }
}
