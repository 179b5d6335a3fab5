import Contracts
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import ServiceKit

extension RegistrationStore {
    /// The seats of a locked offering, as the decisions read them.
    ///
    /// - Parameters:
    ///   - people: those whose active registrations matter, each with all identities (D6); answered by who counts.
    ///   - freeing: so many seats may come free, so the waitlist's head is needed (D7).
    ///   - asking: the registration that is to be given back or away: whether its person attended (F1).
    ///   - allotments: somebody may draw from an allotment, or one is made or ended (D3).
    func book(
        of offering: Offering, people: [PersonStanding] = [], freeing: Int = 0,
        asking: RegistrationID? = nil, allotments: Bool = false, in unit: UnitOfWork
    ) async throws -> SeatBook {
        var book = SeatBook(offering)
        book.startsAt = zones.zone(offering.venue.timeZone)?.start(of: offering.startsOn)
        book.people = Set(people.filter { $0.isRegistered == true }.map(\.person))
        let unasked = people.filter { $0.isRegistered == nil }
        if !unasked.isEmpty {
            let active = try await unit.sql.query(
                """
                SELECT person_id FROM registration WHERE offering_id = \(offering.id)
                    AND person_id = ANY(\(unasked.flatMap(\.identities)))
                    AND status IN ('pendingPayment', 'confirmed', 'waitlisted', 'offered')
                """)
            let registered = Set(try active.map { try $0.value(at: 0, as: PersonID.self) })
            book.people.formUnion(unasked.filter { !registered.isDisjoint(with: $0.identities) }.map(\.person))
        }
        if let asking, try await hasAttended(asking, in: unit) { book.attended = [asking] }
        if allotments {
            book.allotments = try await unit.sql.query(openAllotmentsQuery(of: [offering.id])).map {
                try Self.allotment($0).allotment
            }
        }
        if freeing > 0, offering.waitlistLength > 0 {
            book.waitlist = try await waitlist(of: offering.id, limit: freeing, in: unit)
        }
        return book
    }

    private func hasAttended(_ registration: RegistrationID, in unit: UnitOfWork) async throws -> Bool {
        try await unit.sql.query(
            """
            SELECT EXISTS (SELECT FROM attendance WHERE registration_id = \(registration)) OR EXISTS (
                SELECT FROM completion WHERE registration_id = \(registration) AND voided_at IS NULL)
            """
        ).first?.value(at: 0) ?? false
    }

    func openAllotmentsQuery(of offerings: [OfferingID]) -> Query {
        """
        SELECT offering_id, id, agency_id, seats, used, expires_at FROM seat_allotment
        WHERE offering_id = ANY(\(offerings)) AND ended_at IS NULL ORDER BY made_at, id
        """
    }

    static func allotment(_ row: Row) throws -> (offering: OfferingID, allotment: SeatAllotment) {
        let (offering, id, agency, seats, used, expiresAt) = try row.decode(
            (OfferingID, AllotmentID, AgencyID, Int, Int, Instant).self)
        return (offering, SeatAllotment(id: id, agency: agency, seats: seats, used: used, expiresAt: expiresAt))
    }

    private func waitlist(of offering: OfferingID, limit: Int, in unit: UnitOfWork) async throws -> [Registration] {
        try await unit.sql.query(
            """
            SELECT id, person_id, kind, rate_category, total, takes_seat FROM registration
            WHERE offering_id = \(offering) AND status = 'waitlisted' ORDER BY waitlist_number LIMIT \(limit)
            """
        ).map { row in
            let (id, person, kind, rate, total, takesSeat) = try row.decode(
                (RegistrationID, PersonID, RegistrationKind, RateCategory, Money, Bool).self)
            return Registration(
                id: id, person: person, kind: kind, status: .waitlisted, rateCategory: rate, total: total,
                takesSeat: takesSeat)
        }
    }

    /// Writes what was decided about a locked offering's seats: the offering's counts, the registrations, which stood already, and
    /// the facts with the offering's new state.
    func write(_ facts: [SeatFact], of offering: inout Offering, at instant: Instant, in unit: UnitOfWork) {
        guard let last = facts.last else { return }
        offering.capacity = last.capacity
        offering.seatsTaken = last.seatsTaken
        offering.waitlistLength = last.waitlistLength
        offering.version += 1
        unit.sql.enqueue(
            """
            UPDATE offering SET capacity = \(offering.capacity), seats_taken = \(offering.seatsTaken),
                waitlist_length = \(offering.waitlistLength), version = version + 1
            WHERE id = \(offering.id)
            """)
        for fact in facts { write(fact, at: instant, in: unit) }
        for fact in facts { unit.publish(fact.action.event, SeatChange(fact), of: offering.id, at: instant) }
        unit.setState(.offering, OfferingState(offering), of: offering.id, at: instant)
        tell(facts.map { ($0, offering.version) }, at: instant, in: unit)
    }

    private func write(_ fact: SeatFact, at instant: Instant, in unit: UnitOfWork) {
        let registration = fact.registration
        let hasEnded = !registration.status.isActive
        unit.sql.enqueue(
            """
            UPDATE registration SET person_id = \(registration.person), status = \(registration.status),
                confirm_by = \(registration.confirmBy),
                offer_rule_pack = coalesce(\(registration.confirmBy == nil ? nil : policy(at: instant).version), offer_rule_pack),
                ended_at = \(hasEnded ? instant : nil),
                end_cause = \(hasEnded ? fact.cause.rawValue : nil), version = version + 1
            WHERE id = \(registration.id)
            """)
    }

    /// Writes a new allotment and the offering's seats with it (D3).
    func add(
        _ allotment: SeatAllotment, to offering: inout Offering, reason: String, by person: PersonID,
        at instant: Instant, in unit: UnitOfWork
    ) {
        unit.sql.enqueue(
            """
            INSERT INTO seat_allotment (id, offering_id, agency_id, seats, expires_at, reason, made_by, made_at)
            VALUES (\(allotment.id), \(offering.id), \(allotment.agency), \(allotment.seats), \(allotment.expiresAt),
                \(reason), \(person), \(instant))
            """)
        unit.sql.enqueue(
            "UPDATE offering SET seats_taken = \(offering.seatsTaken), version = version + 1 WHERE id = \(offering.id)")
        offering.version += 1
        unit.publish(.seatAllotted, AllotmentChange(allotment, of: offering), of: offering.id, at: instant)
        tell(allotment, at: instant, in: unit)
        unit.setState(.offering, OfferingState(offering), of: offering.id, at: instant)
    }

    /// What is due: waitlist offers whose time is over, waiting for classes that are over everywhere on earth, and allotments that
    /// expired, by offering.
    func due(at instant: Instant) async throws -> [DueSeats] {
        let offers = try await database.query(
            """
            SELECT offering_id, id FROM registration WHERE status = 'offered' AND confirm_by < \(instant)
            ORDER BY confirm_by, id LIMIT 200
            """
        ).map { DueSeats.offer(try $0.value(at: 0), try $0.value(at: 1)) }
        let waiting = try await database.query(
            """
            SELECT r.offering_id, r.id FROM registration r JOIN offering o ON o.id = r.offering_id
            WHERE r.status = 'waitlisted' AND o.ends_on < \(instant.utcDay.adding(days: -1))
            ORDER BY r.offering_id, r.waitlist_number LIMIT 200
            """
        ).map { DueSeats.offer(try $0.value(at: 0), try $0.value(at: 1)) }
        let allotments = try await database.query(
            """
            SELECT offering_id, id FROM seat_allotment WHERE ended_at IS NULL AND expires_at <= \(instant)
            ORDER BY expires_at, id LIMIT 200
            """
        ).map { DueSeats.allotment(try $0.value(at: 0), try $0.value(at: 1)) }
        return offers + waiting + allotments
    }
}

/// A seat whose time is over.
enum DueSeats: Sendable {
    /// An offer, or a place in the waitlist.
    case offer(OfferingID, RegistrationID)
    case allotment(OfferingID, AllotmentID)
}
