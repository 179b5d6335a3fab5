import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// The append-only table of an offering's moves, and what a move depends on or makes free (D5).
struct OfferingMoveRepository: Sendable {
    let database: PostgresClient

    /// Returns the records of a locked offering that a move or a cancellation must leave true (F1).
    func records(of offering: OfferingID, in unit: UnitOfWork) async throws -> OfferingRecords {
        let (days, isCompleted) = try await unit.sql.read(
            Reading.all(
                Day.self,
                """
                SELECT DISTINCT a.day FROM attendance a JOIN registration r ON r.id = a.registration_id
                WHERE r.offering_id = \(offering) ORDER BY a.day
                """),
            Reading.scalar(
                Bool.self,
                "SELECT EXISTS (SELECT FROM completion WHERE offering_id = \(offering) AND voided_at IS NULL)"))
        return OfferingRecords(attendedDays: days, isCompleted: isCompleted)
    }

    /// Records the plan that a locked offering had before a move.
    ///
    /// - Parameter day: The date at the offering's venue.
    func insert(_ plan: Offering, on day: Day, by person: PersonID, at now: Instant, in unit: UnitOfWork) {
        let venue = plan.venue
        unit.sql.enqueue(
            """
            INSERT INTO offering_move
                (offering_id, starts_on, ends_on, city, state, country, moved_on, moved_at, moved_by)
            VALUES (\(plan.id), \(plan.startsOn), \(plan.endsOn), \(venue.city), \(venue.state), \(venue.country),
                \(day), \(now), \(person))
            """)
    }

    /// Ends the offers to a locked offering's waitlist at this time, unless they end earlier (D7).
    func limitOffers(of offering: OfferingID, to start: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            UPDATE registration SET confirm_by = \(start), version = version + 1
            WHERE offering_id = \(offering) AND status = 'offered' AND confirm_by > \(start)
            """)
    }

    /// Returns what makes a cancellation of the registration free (D5): another registration of the same person for the
    /// class (A5), else the last move after its person took the seat.
    func freeCancellation(
        of record: RegistrationRecord, in offering: OfferingID, from source: any RowSource
    ) async throws -> FreeCancellation? {
        let registration = record.registration
        return try await source.read(
            .one(
                Self.exemptions,
                """
                SELECT EXISTS (SELECT FROM registration
                    WHERE offering_id = \(offering) AND id <> \(registration.id)
                        AND person_id IN (SELECT people_of(\(registration.person)))
                        AND status IN ('pendingPayment', 'confirmed', 'waitlisted', 'offered')),
                    (SELECT max(moved_on) FROM offering_move
                    WHERE offering_id = \(offering) AND moved_at > \(record.registeredAt) AND NOT EXISTS (
                        SELECT FROM registration_transfer t
                        WHERE t.registration_id = \(registration.id) AND t.transferred_at >= moved_at))
                """))
    }

    private static let exemptions = Columns<FreeCancellation?>("has_another, moved_on") { row in
        let (hasAnother, movedOn): (Bool, Day?) = (try row.next(), try row.next())
        return hasAnother ? .duplicateRegistration : movedOn.map { .moved(on: $0) }
    }
}
