import Postgres
import Primitives
import RegistrationDomain

/// What ends at a time: an offer, a wait, or an allotment.
enum DueSeat: Hashable, Sendable {
    /// An offer that was not accepted in time, or a wait for a class that is over (D7).
    case registration(RegistrationID)
    /// An allotment that expired (D3).
    case allotment(AllotmentID, of: OfferingID)
}

/// Finds offers, waits and allotments whose time is over.
struct DueSeatRepository: Sendable {
    let database: PostgresClient

    private static let allotments = Columns<DueSeat>("offering_id, id") { row in
        let offering: OfferingID = try row.next()
        return .allotment(try row.next(), of: offering)
    }

    /// Returns at most 200 of each sort, those that are due for longest first. A wait is due when its class is over
    /// everywhere on earth.
    func list(at now: Instant) async throws -> [DueSeat] {
        let (offers, waits, allotments) = try await database.read(
            Reading.all(
                RegistrationID.self,
                """
                SELECT id FROM registration WHERE status = 'offered' AND confirm_by < \(now)
                ORDER BY confirm_by, id LIMIT 200
                """),
            Reading.all(
                RegistrationID.self,
                """
                SELECT r.id FROM registration r JOIN offering o ON o.id = r.offering_id
                WHERE r.status = 'waitlisted' AND o.ends_on < \(now.utcDay.adding(days: -1))
                ORDER BY r.offering_id, r.waitlist_number LIMIT 200
                """),
            Reading.all(
                Self.allotments,
                """
                SELECT \(Self.allotments) FROM seat_allotment WHERE ended_at IS NULL AND expires_at <= \(now)
                ORDER BY expires_at, id LIMIT 200
                """))
        return (offers + waits).map(DueSeat.registration) + allotments
    }
}
