import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// An allotment with its history (D3).
struct AllotmentRecord: Hashable, Sendable {
    var allotment: SeatAllotment
    var offering: OfferingID
    var reason: String
    var madeBy: PersonID
    var madeAt: Instant
    var endedAt: Instant?
    /// Nil for an allotment that is open or expired.
    var endedBy: PersonID?
    var endReason: String?
    /// The registrations that drew from it, including cancelled ones: their seats are free for all.
    var registrations: [RegistrationID] = []
    var version = 1
}

/// An open allotment with its class.
struct OpenAllotment: Sendable {
    var offering: OfferingID
    var allotment: SeatAllotment
}

/// The table of seats that are set aside for agencies (D3).
struct AllotmentRepository: Sendable {
    let database: PostgresClient

    private static let records = Columns<AllotmentRecord>(
        """
        id, agency_id, seats, used, expires_at, offering_id, reason, made_by, made_at, ended_at, ended_by, end_reason,
        ARRAY(SELECT r.id FROM registration r WHERE r.allotment_id = seat_allotment.id ORDER BY r.id), version
        """
    ) { row in
        let allotment = SeatAllotment(
            id: try row.next(), agency: try row.next(), seats: try row.next(), used: try row.next(),
            expiresAt: try row.next())
        return AllotmentRecord(
            allotment: allotment, offering: try row.next(), reason: try row.next(), madeBy: try row.next(),
            madeAt: try row.next(), endedAt: try row.next(), endedBy: try row.next(), endReason: try row.next(),
            registrations: try row.next(), version: try row.next())
    }

    private static let open = Columns<OpenAllotment>("offering_id, id, agency_id, seats, used, expires_at") { row in
        let offering: OfferingID = try row.next()
        let allotment = SeatAllotment(
            id: try row.next(), agency: try row.next(), seats: try row.next(), used: try row.next(),
            expiresAt: try row.next())
        return OpenAllotment(offering: offering, allotment: allotment)
    }

    func find(_ id: AllotmentID) async throws -> AllotmentRecord? {
        try await find(id, from: database)
    }

    func find(_ id: AllotmentID, from source: any RowSource) async throws -> AllotmentRecord? {
        try await source.read(.first(Self.records, "SELECT \(Self.records) FROM seat_allotment WHERE id = \(id)"))
    }

    /// Returns a page of a class's allotments in the order in which they were made, and one more if there is one.
    func list(of offering: OfferingID, after: AllotmentID?, limit: Int) async throws -> [AllotmentRecord] {
        let after: Query = after.map { "AND id > \($0)" } ?? ""
        return try await database.read(
            .all(
                Self.records,
                """
                SELECT \(Self.records) FROM seat_allotment WHERE offering_id = \(offering) \(after)
                ORDER BY id LIMIT \(limit + 1)
                """))
    }

    /// Reads the open allotments of classes, the oldest first.
    func open(in offerings: [OfferingID]) -> Reading<[OpenAllotment]> {
        .all(
            Self.open,
            """
            SELECT \(Self.open) FROM seat_allotment WHERE offering_id = ANY(\(offerings)) AND ended_at IS NULL
            ORDER BY made_at, id
            """)
    }

    func insert(_ record: AllotmentRecord, in unit: UnitOfWork) {
        let allotment = record.allotment
        unit.sql.enqueue(
            """
            INSERT INTO seat_allotment (id, offering_id, agency_id, seats, used, expires_at, reason, made_by, made_at,
                ended_at, ended_by, end_reason, version)
            VALUES (\(allotment.id), \(record.offering), \(allotment.agency), \(allotment.seats), \(allotment.used),
                \(allotment.expiresAt), \(record.reason), \(record.madeBy), \(record.madeAt), \(record.endedAt),
                \(record.endedBy), \(record.endReason), \(record.version))
            """)
    }

    /// Counts the seats that a group of registrations drew, an allotment once for each of its seats.
    func draw(_ drawn: [AllotmentID], in unit: UnitOfWork) {
        guard !drawn.isEmpty else { return }
        unit.sql.enqueue(
            """
            UPDATE seat_allotment SET used = used + n.count, version = version + 1
            FROM (SELECT id, count(*) FROM unnest(\(drawn)) AS id GROUP BY id) AS n
            WHERE seat_allotment.id = n.id
            """)
    }

    /// Ends an allotment of a locked class.
    ///
    /// - Parameter person: nil for an allotment that expired.
    func end(_ id: AllotmentID, by person: PersonID?, reason: String?, at now: Instant, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            UPDATE seat_allotment SET ended_at = \(now), ended_by = \(person), end_reason = \(reason),
                version = version + 1
            WHERE id = \(id)
            """)
    }

    /// Returns the coordinators of an agency, who receive the mail about its allotments.
    func coordinators(of agency: AgencyID, from source: any RowSource) async throws -> [PersonID] {
        try await source.read(
            .all(PersonID.self, "SELECT id FROM person WHERE \(agency) = ANY(coordinator_of) ORDER BY id"))
    }
}
