import Postgres
import Primitives
import RegistrationDomain

/// A person with more than one active registration for a class, because two persons who each had one were merged (A5).
/// Nothing is cancelled automatically; the office cancels one of them without a fee.
struct DoubleRegistration: Sendable {
    var offering: OfferingID
    /// The survivor of the merge.
    var person: PersonID
    var registrations: [RegistrationRecord]
}

/// Finds double registrations.
struct DoubleRegistrationRepository: Sendable {
    let registrations: RegistrationRepository

    private struct Found: Sendable {
        var offering: OfferingID
        var person: PersonID
        var registrations: [RegistrationID]
    }

    private static let found = Columns<Found>("r.offering_id, h.survivor_id, array_agg(r.id ORDER BY r.id)") { row in
        Found(offering: try row.next(), person: try row.next(), registrations: try row.next())
    }

    /// Returns a page of the present cases by class and person, and one more if there is one. A merge that is undone,
    /// or a registration that is cancelled, ends a case.
    func list(after: (OfferingID, PersonID)?, limit: Int) async throws -> [DoubleRegistration] {
        let after: Query = after.map { "AND (r.offering_id, h.survivor_id) > (\($0.0), \($0.1))" } ?? ""
        let found = try await registrations.database.read(
            .all(
                Self.found,
                """
                SELECT \(Self.found)
                FROM (SELECT person_id, survivor_id FROM person_survivor
                    UNION SELECT survivor_id, survivor_id FROM person_survivor) h
                JOIN registration r ON r.person_id = h.person_id
                WHERE r.status IN ('pendingPayment', 'confirmed', 'waitlisted', 'offered') \(after)
                GROUP BY r.offering_id, h.survivor_id HAVING count(*) > 1
                ORDER BY r.offering_id, h.survivor_id LIMIT \(limit + 1)
                """))
        let records = try await registrations.list(found.flatMap(\.registrations))
        return found.map { found in
            DoubleRegistration(
                offering: found.offering, person: found.person,
                registrations: found.registrations.compactMap { records[$0] })
        }
    }
}
