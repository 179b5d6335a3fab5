import DomainClock
import Messaging
import Postgres
import Primitives
import RegistrationDomain

extension RegistrationStore {
    /// Whether a completion of the class stands (F1): then it was held, and is neither moved nor called off.
    func isCompleted(_ offering: OfferingID, in unit: UnitOfWork) async throws -> Bool {
        try await unit.sql.query(
            "SELECT EXISTS (SELECT FROM completion WHERE offering_id = \(offering) AND voided_at IS NULL)"
        ).first?.value(at: 0) ?? false
    }

    /// A locked class goes to other days or another town: seats and waitlist stay, no offer is open longer than until it begins,
    /// and the plan before is kept (D5, D7). Does nothing when it was not moved.
    ///
    /// - Throws: `MoveRejection`.
    func move(
        _ plan: Offering, to offering: Offering, by person: PersonID, at instant: Instant, in unit: UnitOfWork
    ) async throws {
        guard offering.isMoved(from: plan) else { return }
        let days = try await unit.sql.query(
            """
            SELECT DISTINCT a.day FROM attendance a JOIN registration r ON r.id = a.registration_id
            WHERE r.offering_id = \(offering.id) ORDER BY a.day
            """
        ).map { try $0.value(at: 0, as: Day.self) }
        try await offering.move(
            from: plan, attended: days, isCompleted: isCompleted(offering.id, in: unit),
            on: zones.day(of: instant, in: offering.venue.timeZone))
        let venue = plan.venue
        unit.sql.enqueue(
            """
            INSERT INTO offering_move (offering_id, starts_on, ends_on, city, state, country, moved_on, moved_at, moved_by)
            VALUES (\(plan.id), \(plan.startsOn), \(plan.endsOn), \(venue.city), \(venue.state), \(venue.country),
                \(zones.day(of: instant, in: offering.venue.timeZone)), \(instant), \(person))
            """)
        guard let start = zones.zone(offering.venue.timeZone)?.start(of: offering.startsOn) else { return }
        unit.sql.enqueue(
            """
            UPDATE registration SET confirm_by = \(start), version = version + 1
            WHERE offering_id = \(offering.id) AND status = 'offered' AND confirm_by > \(start)
            """)
    }

    /// On what ground the registration may be given back without a fee (D5): a move after its person took the seat, or another
    /// registration of the same person (A5).
    func freeCancellation(of record: RegistrationRecord, in offering: Offering, from source: any RowSource) async throws
        -> FreeCancellation?
    {
        let registration = record.registration
        let rows = try await source.query(
            """
            SELECT EXISTS (SELECT FROM registration
                WHERE offering_id = \(offering.id) AND id <> \(registration.id)
                    AND person_id IN (SELECT people_of(\(registration.person)))
                    AND status IN ('pendingPayment', 'confirmed', 'waitlisted', 'offered')),
                (SELECT max(moved_on) FROM offering_move
                WHERE offering_id = \(offering.id) AND moved_at > \(record.registeredAt) AND NOT EXISTS (
                    SELECT FROM registration_transfer t
                    WHERE t.registration_id = \(registration.id) AND t.transferred_at >= moved_at))
            """)
        guard let (isDouble, movedOn) = try rows.first?.decode((Bool, Day?).self) else { return nil }
        return isDouble ? .duplicateRegistration : movedOn.map { .moved(on: $0) }
    }
}
