import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// The table of offerings (C4, C7). Whatever changes an offering, its seats, registrations or money locks its row
/// first, so that all changes of one offering are decided one after the other (W1, D1).
struct OfferingRepository: Sendable {
    let database: PostgresClient

    static let offerings = Columns<Offering>(
        """
        id, course_code, edition_id, kind, status, title, agency_id, lead_instructor_id, starts_on, ends_on,
        venue_name, address, city, state, country, time_zone, capacity, seats_taken, waitlist_length,
        \(PriceSchedule.stored), version
        """
    ) { row in
        let (id, course, edition): (OfferingID, CourseCode, EditionID) = (
            try row.next(), try row.next(), try row.next()
        )
        let (kind, status, title): (OfferingKind, OfferingStatus, String) = (
            try row.next(), try row.next(), try row.next()
        )
        let (agency, lead): (AgencyID, PersonID?) = (try row.next(), try row.next())
        let (startsOn, endsOn): (Day, Day) = (try row.next(), try row.next())
        let venue = Venue(
            name: try row.next(), address: try row.next(), city: try row.next(), state: try row.next(),
            country: try row.next(), timeZone: try row.next())
        return Offering(
            id: id, course: course, edition: edition, kind: kind, status: status, title: title, agency: agency,
            leadInstructor: lead, startsOn: startsOn, endsOn: endsOn, venue: venue, capacity: try row.next(),
            seatsTaken: try row.next(), waitlistLength: try row.next(), prices: try row.next(PriceSchedule.stored),
            version: try row.next())
    }

    private static let details = Columns<OfferingDetails>("contact, equipment, notes") { row in
        OfferingDetails(
            contact: try StoredContact(row.next()).contact, equipment: try row.next(), notes: try row.next())
    }

    func find(_ id: OfferingID) async throws -> Offering? { try await find(id, from: database) }

    func find(_ id: OfferingID, from source: any RowSource) async throws -> Offering? {
        try await source.read(.first(Self.offerings, "SELECT \(Self.offerings) FROM offering WHERE id = \(id)"))
    }

    /// Locks the offering until the transaction ends (W1).
    func lock(_ id: OfferingID, in unit: UnitOfWork) async throws -> Offering? {
        try await unit.sql.read(
            .first(Self.offerings, "SELECT \(Self.offerings) FROM offering WHERE id = \(id) FOR UPDATE"))
    }

    /// Reads and locks several offerings in the order of their ids, in which every transaction locks several (W1).
    func locked(_ ids: [OfferingID]) -> Reading<[Offering]> {
        .all(
            Self.offerings, "SELECT \(Self.offerings) FROM offering WHERE id = ANY(\(ids)) ORDER BY id FOR UPDATE")
    }

    /// Returns those of the offerings whose rows another transaction has locked at this moment.
    func lockedElsewhere(among ids: [OfferingID]) async throws -> Set<OfferingID> {
        let ids = Set(ids).sorted()
        return Set(
            try await database.read(
                .all(
                    OfferingID.self,
                    """
                    SELECT id FROM offering WHERE id = ANY(\(ids)) EXCEPT SELECT id FROM (
                        SELECT id FROM offering WHERE id = ANY(\(ids)) FOR UPDATE SKIP LOCKED) AS free
                    """)))
    }

    /// Returns the published offerings that have approved prices from later days on, by their ids.
    func idsWithPriceChanges() async throws -> [OfferingID] {
        try await database.read(
            .all(
                OfferingID.self,
                "SELECT id FROM offering WHERE price_changes IS NOT NULL AND status = 'published' ORDER BY id"))
    }

    /// Returns what the host or staff stated beyond dates, place and seats.
    func details(of id: OfferingID, from source: any RowSource) async throws -> OfferingDetails? {
        try await source.read(.first(Self.details, "SELECT \(Self.details) FROM offering WHERE id = \(id)"))
    }

    /// Inserts an offering, which is in the calendar when the transaction commits (C4).
    ///
    /// - Parameter hostRequest: the approved request that planned it.
    func insert(
        _ offering: Offering, _ details: OfferingDetails, hostRequest: HostRequestID? = nil, at now: Instant,
        in unit: UnitOfWork
    ) throws {
        let venue = offering.venue
        unit.sql.enqueue(
            """
            INSERT INTO offering (id, course_code, edition_id, kind, status, title, agency_id, host_request_id,
                lead_instructor_id, starts_on, ends_on, venue_name, address, city, state, country, time_zone, contact,
                equipment, notes, capacity, seats_taken, waitlist_length, \(PriceSchedule.stored), version,
                plan_version, published_at, plan_changed_at, course_words)
            VALUES (\(offering.id), \(offering.course), \(offering.edition), \(offering.kind), \(offering.status),
                \(offering.title), \(offering.agency), \(hostRequest), \(offering.leadInstructor), \(offering.startsOn),
                \(offering.endsOn), \(venue.name), \(venue.address), \(venue.city), \(venue.state), \(venue.country),
                \(venue.timeZone), \(try StoredContact(details.contact).json), \(details.equipment), \(details.notes),
                \(offering.capacity), \(offering.seatsTaken), \(offering.waitlistLength),
                \(try offering.prices.values), \(offering.version), \(offering.version), \(now), \(now),
                (SELECT \(Self.courseWords) FROM course WHERE code = \(offering.course)))
            """)
    }

    /// Writes a locked offering under its next version, with a new version of its plan. Its seats are written by the
    /// decisions about them.
    ///
    /// - Parameter reason: the reason of its cancellation.
    /// - Returns: the offering as it is stored.
    func save(
        _ offering: Offering, because reason: String? = nil, at now: Instant, in unit: UnitOfWork
    ) throws -> Offering {
        var saved = offering
        saved.version += 1
        let venue = offering.venue
        unit.sql.enqueue(
            """
            UPDATE offering SET edition_id = \(offering.edition), status = \(offering.status),
                title = \(offering.title), lead_instructor_id = \(offering.leadInstructor),
                starts_on = \(offering.startsOn), ends_on = \(offering.endsOn), venue_name = \(venue.name),
                address = \(venue.address), city = \(venue.city), state = \(venue.state), country = \(venue.country),
                time_zone = \(venue.timeZone), capacity = \(offering.capacity), \(try offering.prices.assignments),
                cancellation_reason = coalesce(\(reason), cancellation_reason), version = \(saved.version),
                plan_version = \(saved.version), plan_changed_at = \(now)
            WHERE id = \(offering.id) AND version = \(offering.version)
            """)
        return saved
    }

    /// Writes the prices of a locked offering under its next version; its plan keeps its version.
    ///
    /// - Returns: the offering as it is stored.
    func savePrices(_ offering: Offering, in unit: UnitOfWork) throws -> Offering {
        var saved = offering
        saved.version += 1
        unit.sql.enqueue(
            """
            UPDATE offering SET \(try offering.prices.assignments), version = \(saved.version)
            WHERE id = \(offering.id) AND version = \(offering.version)
            """)
        return saved
    }

    /// Writes what the host or staff stated, with the version that the offering has.
    func save(_ details: OfferingDetails, of id: OfferingID, in unit: UnitOfWork) throws {
        unit.sql.enqueue(
            """
            UPDATE offering SET contact = \(try StoredContact(details.contact).json),
                equipment = \(details.equipment), notes = \(details.notes)
            WHERE id = \(id)
            """)
    }

    /// Writes a course's names into its offerings, each under its next version: the calendar finds them by these names
    /// and shows the course's hours and notice (C5). They are locked in the order of their ids.
    func renewListing(of course: CourseCode, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            UPDATE offering o SET version = version + 1,
                course_words = (SELECT \(Self.courseWords) FROM course WHERE code = \(course))
            FROM (SELECT id FROM offering WHERE course_code = \(course) ORDER BY id FOR UPDATE) AS locked
            WHERE o.id = locked.id
            """)
    }

    private static let courseWords: Query = "code || ' ' || title || ' ' || array_to_string(aliases, ' ')"
}

extension OfferingKind: PostgresCodable {}
extension OfferingStatus: PostgresCodable {}
