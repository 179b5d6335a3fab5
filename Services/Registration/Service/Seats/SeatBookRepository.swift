import DomainClock
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// The seats of classes: the counts of an offering with its registrations, waitlist and allotments (D1).
///
/// A class's row is locked before its seats are read, so all decisions about them are made one after the other (W1).
struct SeatBookRepository: Sendable {
    let policies: Policies
    let offerings: OfferingRepository
    let registrations: RegistrationRepository
    let allotments: AllotmentRepository

    private static let waitlist = Columns<Registration>("id, person_id, kind, rate_category, total, takes_seat") {
        row in
        Registration(
            id: try row.next(), person: try row.next(), kind: try row.next(), status: .waitlisted,
            rateCategory: try row.next(), total: try row.next(), takesSeat: try row.next())
    }

    /// Locks the class of a registration and returns both. Every step on a registration begins with it.
    func lock(registration id: RegistrationID, in unit: UnitOfWork) async throws -> (Offering, RegistrationRecord)? {
        guard let offeringID = try await registrations.offering(of: id, from: unit.sql),
            let offering = try await offerings.lock(offeringID, in: unit),
            let record = try await registrations.find(id, from: unit.sql)
        else { return nil }
        return (offering, record)
    }

    /// Returns the seats of a locked class, with that part of them on which a decision depends, in one round trip.
    ///
    /// - Parameters:
    ///   - people: the persons whose active registrations are looked for, under all of their identities (D6).
    ///   - freeing: the number of seats that may become free: so many are read of the waitlist (D7).
    ///   - asking: the registration that is cancelled or transferred: its attendance is read (F1).
    ///   - allotments: whether open allotments are read (D3).
    func find(
        of offering: Offering, people: [PersonStanding] = [], freeing: Int = 0, asking: RegistrationID? = nil,
        allotments needsAllotments: Bool = false, in unit: UnitOfWork
    ) async throws -> SeatBook {
        var book = SeatBook(offering)
        book.startsAt = policies.start(of: offering)
        let (registered, attended, open, waitlist) = try await unit.sql.read(
            people.isEmpty ? .known([]) : registered(people.flatMap(\.identities), in: offering.id),
            asking.map(attendance) ?? .known(false),
            needsAllotments ? allotments.open(in: [offering.id]) : .known([]),
            freeing > 0 && offering.waitlistLength > 0 ? waitlist(of: offering.id, limit: freeing) : .known([]))
        let active = Set(registered)
        book.people = Set(people.filter { !active.isDisjoint(with: $0.identities) }.map(\.person))
        if attended { book.attended = Set([asking].compactMap { $0 }) }
        book.allotments = open.map(\.allotment)
        book.waitlist = waitlist
        return book
    }

    private func registered(_ identities: [PersonID], in offering: OfferingID) -> Reading<[PersonID]> {
        .all(
            PersonID.self,
            """
            SELECT person_id FROM registration WHERE offering_id = \(offering) AND person_id = ANY(\(identities))
                AND \(RegistrationRepository.isActive)
            """)
    }

    private func attendance(of registration: RegistrationID) -> Reading<Bool> {
        .scalar(
            Bool.self,
            """
            SELECT EXISTS (SELECT FROM attendance WHERE registration_id = \(registration)) OR EXISTS (
                SELECT FROM completion WHERE registration_id = \(registration) AND voided_at IS NULL)
            """)
    }

    private func waitlist(of offering: OfferingID, limit: Int) -> Reading<[Registration]> {
        .all(
            Self.waitlist,
            """
            SELECT \(Self.waitlist) FROM registration WHERE offering_id = \(offering) AND status = 'waitlisted'
            ORDER BY waitlist_number LIMIT \(limit)
            """)
    }

    /// Writes the facts about a locked class's seats: the counts of the class and the registrations of the facts, all
    /// under their next versions.
    ///
    /// - Parameter rulePack: the version of the rule pack that sets the end of an offer (D7).
    /// - Returns: the class as it is stored.
    func save(
        _ facts: [SeatFact], of offering: Offering, rulePack: String, at now: Instant, in unit: UnitOfWork
    ) -> Offering {
        guard let last = facts.last else { return offering }
        var saved = offering
        saved.capacity = last.capacity
        saved.seatsTaken = last.seatsTaken
        saved.waitlistLength = last.waitlistLength
        saved.version += 1
        unit.sql.enqueue(
            """
            UPDATE offering SET capacity = \(saved.capacity), seats_taken = \(saved.seatsTaken),
                waitlist_length = \(saved.waitlistLength), version = version + 1
            WHERE id = \(saved.id)
            """)
        for fact in facts { save(fact, rulePack: rulePack, at: now, in: unit) }
        return saved
    }

    private func save(_ fact: SeatFact, rulePack: String, at now: Instant, in unit: UnitOfWork) {
        let registration = fact.registration
        let hasEnded = !registration.status.isActive
        unit.sql.enqueue(
            """
            UPDATE registration SET person_id = \(registration.person), status = \(registration.status),
                confirm_by = \(registration.confirmBy),
                offer_rule_pack = coalesce(\(registration.confirmBy == nil ? nil : rulePack), offer_rule_pack),
                ended_at = \(hasEnded ? now : nil), end_cause = \(hasEnded ? fact.cause.rawValue : nil),
                version = version + 1
            WHERE id = \(registration.id)
            """)
    }

    /// Writes the seats taken of a locked class, which an allotment changes, under its next version (D3).
    func save(seatsTaken: Int, of offering: Offering, in unit: UnitOfWork) -> Offering {
        var saved = offering
        saved.seatsTaken = seatsTaken
        saved.version += 1
        unit.sql.enqueue(
            "UPDATE offering SET seats_taken = \(seatsTaken), version = version + 1 WHERE id = \(offering.id)")
        return saved
    }

    /// Writes the counts of all classes of a group with one statement, each under its next version.
    func save(_ classes: [RegistrationGroup.OpenClass], in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            UPDATE offering SET seats_taken = n.seats, waitlist_length = n.waiting,
                waitlist_numbers = waitlist_numbers + n.waitlisted, version = version + 1
            FROM unnest(\(classes.map(\.offering.id)), \(classes.map(\.book.seatsTaken)),
                \(classes.map(\.book.waitlistLength)), \(classes.map(\.waitlisted)))
                AS n (id, seats, waiting, waitlisted)
            WHERE offering.id = n.id
            """)
    }
}

extension SeatBook {
    init(_ offering: Offering) {
        self.init(
            status: offering.status, startsOn: offering.startsOn, endsOn: offering.endsOn, capacity: offering.capacity,
            seatsTaken: offering.seatsTaken, waitlistLength: offering.waitlistLength)
    }
}
