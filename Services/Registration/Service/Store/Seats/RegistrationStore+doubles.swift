import Postgres
import Primitives
import RegistrationDomain

/// One person with more than one active registration for a class: two people were merged who both had one (A5). Nothing is ended
/// by itself; the office gives one back, without a fee.
struct DoubleRegistration: Sendable {
    var offering: OfferingID
    /// The survivor of the merge.
    var person: PersonID
    var registrations: [RegistrationRecord]
}

extension RegistrationStore {
    /// The cases that stand now, by class and person: an undone merge, or a registration given back, ends one.
    func doubleRegistrations(after: (OfferingID, PersonID)?, limit: Int) async throws -> [DoubleRegistration] {
        let after: Query = after.map { "AND (r.offering_id, h.survivor_id) > (\($0.0), \($0.1))" } ?? ""
        let rows = try await database.query(
            """
            SELECT r.offering_id, h.survivor_id, array_agg(r.id ORDER BY r.id)
            FROM (SELECT person_id, survivor_id FROM person_survivor
                UNION SELECT survivor_id, survivor_id FROM person_survivor) h
            JOIN registration r ON r.person_id = h.person_id
            WHERE r.status IN ('pendingPayment', 'confirmed', 'waitlisted', 'offered') \(after)
            GROUP BY r.offering_id, h.survivor_id HAVING count(*) > 1
            ORDER BY r.offering_id, h.survivor_id LIMIT \(limit + 1)
            """
        ).map { try $0.decode((OfferingID, PersonID, [RegistrationID]).self) }
        let records = try await registrations(rows.flatMap(\.2), from: database)
        return rows.map { offering, person, ids in
            DoubleRegistration(offering: offering, person: person, registrations: ids.compactMap { records[$0] })
        }
    }
}
