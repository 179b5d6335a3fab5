import Contracts
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// What a host or staff says of a class beyond its seats.
struct OfferingDetails: Hashable, Sendable {
    var contact: JSON
    var equipment: [String]
    var notes: String?
}

extension RegistrationStore {
    static let offeringColumns: Query = """
        id, course_code, edition_id, kind, status, title, agency_id, lead_instructor_id, starts_on, ends_on,
        venue_name, address, city, state, country, time_zone, capacity, seats_taken, waitlist_length,
        price_member, price_non_member, price_early_bird, price_early_bird_until, version, price_changes::text
        """

    static func offering(_ row: Row) throws -> Offering {
        Offering(
            id: try row.value(at: 0), course: try row.value(at: 1), edition: try row.value(at: 2),
            kind: try row.value(at: 3), status: try row.value(at: 4), title: try row.value(at: 5),
            agency: try row.value(at: 6), leadInstructor: try row.value(at: 7), startsOn: try row.value(at: 8),
            endsOn: try row.value(at: 9),
            venue: Venue(
                name: try row.value(at: 10), address: try row.value(at: 11), city: try row.value(at: 12),
                state: try row.value(at: 13), country: try row.value(at: 14), timeZone: try row.value(at: 15)),
            capacity: try row.value(at: 16), seatsTaken: try row.value(at: 17), waitlistLength: try row.value(at: 18),
            prices: try PriceSchedule(
                PriceList(
                    member: try row.value(at: 19), nonMember: try row.value(at: 20),
                    earlyBird: .init(try row.value(at: 21), try row.value(at: 22))),
                stored: try row.value(at: 24)),
            version: try row.value(at: 23))
    }

    func offering(_ id: OfferingID, from source: any RowSource) async throws -> Offering? {
        try await source.query("SELECT \(Self.offeringColumns) FROM offering WHERE id = \(id)").first
            .map(Self.offering)
    }

    /// The offering under its row lock: what every decision about it begins with (W1).
    func lock(_ id: OfferingID, in unit: UnitOfWork) async throws -> Offering? {
        try await unit.sql.query("SELECT \(Self.offeringColumns) FROM offering WHERE id = \(id) FOR UPDATE").first
            .map(Self.offering)
    }

    /// Those of the classes whose rows somebody holds at this moment.
    func heldOfferings(among ids: [OfferingID]) async throws -> Set<OfferingID> {
        let ids = Set(ids).sorted()
        let rows = try await database.query(
            """
            SELECT id FROM offering WHERE id = ANY(\(ids)) EXCEPT SELECT id FROM (
                SELECT id FROM offering WHERE id = ANY(\(ids)) FOR UPDATE SKIP LOCKED) AS free
            """)
        return Set(try rows.map { try $0.value(at: 0, as: OfferingID.self) })
    }

    func details(of id: OfferingID, from source: any RowSource) async throws -> OfferingDetails? {
        guard
            let row = try await source.query("SELECT contact, equipment, notes FROM offering WHERE id = \(id)").first
        else { return nil }
        let (contact, equipment, notes) = try row.decode((JSON, [String], String?).self)
        return OfferingDetails(contact: contact, equipment: equipment, notes: notes)
    }

    func update(_ details: OfferingDetails, of id: OfferingID, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            UPDATE offering SET contact = \(details.contact), equipment = \(details.equipment), notes = \(details.notes)
            WHERE id = \(id)
            """)
    }

    /// Posts a class: it is in the calendar when this transaction commits (C4).
    func publish(
        _ offering: Offering, _ details: OfferingDetails, hostRequest: HostRequestID? = nil, at instant: Instant,
        in unit: UnitOfWork
    ) {
        unit.sql.enqueue(
            """
            INSERT INTO offering (id, course_code, edition_id, kind, status, title, agency_id, host_request_id,
                lead_instructor_id, starts_on, ends_on, venue_name, address, city, state, country, time_zone, contact,
                equipment, notes, capacity, price_member, price_non_member, price_early_bird, price_early_bird_until,
                published_at, plan_changed_at, course_words)
            VALUES (\(offering.id), \(offering.course), \(offering.edition), \(offering.kind), \(offering.status),
                \(offering.title), \(offering.agency), \(hostRequest), \(offering.leadInstructor), \(offering.startsOn),
                \(offering.endsOn), \(offering.venue.name), \(offering.venue.address), \(offering.venue.city),
                \(offering.venue.state), \(offering.venue.country), \(offering.venue.timeZone), \(details.contact),
                \(details.equipment), \(details.notes), \(offering.capacity), \(offering.prices.first.member),
                \(offering.prices.first.nonMember), \(offering.prices.first.earlyBird?.price),
                \(offering.prices.first.earlyBird?.until), \(instant), \(instant),
                (SELECT \(Self.courseWords) FROM course WHERE code = \(offering.course)))
            """)
        unit.publish(.offeringPublished, OfferingChange(offering), of: offering.id, at: instant)
        unit.setState(.offering, OfferingState(offering), of: offering.id, at: instant)
    }

    /// Writes a changed offering, except its seats, which `write(_:of:)` moves.
    func update(_ offering: Offering, reason: String? = nil, at instant: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            UPDATE offering SET edition_id = \(offering.edition), status = \(offering.status), title = \(offering.title),
                lead_instructor_id = \(offering.leadInstructor), starts_on = \(offering.startsOn),
                ends_on = \(offering.endsOn), venue_name = \(offering.venue.name), address = \(offering.venue.address),
                city = \(offering.venue.city), state = \(offering.venue.state), country = \(offering.venue.country),
                time_zone = \(offering.venue.timeZone), capacity = \(offering.capacity),
                price_member = \(offering.prices.first.member), price_non_member = \(offering.prices.first.nonMember),
                price_early_bird = \(offering.prices.first.earlyBird?.price),
                price_early_bird_until = \(offering.prices.first.earlyBird?.until),
                price_changes = \(offering.prices.stored),
                cancellation_reason = coalesce(\(reason), cancellation_reason), version = version + 1,
                plan_version = version + 1, plan_changed_at = \(instant)
            WHERE id = \(offering.id)
            """)
    }
}
