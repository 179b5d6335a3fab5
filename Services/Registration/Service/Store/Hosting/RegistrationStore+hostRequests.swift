import Contracts
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// A host packet as it stands (C3).
struct HostRequestRecord: Sendable {
    var id: HostRequestID
    var agency: AgencyID
    var course: CourseCode
    var venue: JSON
    var startsOn: Day
    var endsOn: Day
    var capacity: Int
    var details: OfferingDetails
    var status: HostRequestStatus
    var reason: String?
    var offering: OfferingID?
    var submittedBy: PersonID
    var submittedAt: Instant
    var decidedAt: Instant?
    var version: Int
}

extension RegistrationStore {
    private static let hostRequestColumns: Query = """
        id, agency_id, course_code, venue, starts_on, ends_on, capacity, contact, equipment, notes, status, reason,
        offering_id, submitted_by, submitted_at, decided_at, version
        """

    private static func hostRequest(_ row: Row) throws -> HostRequestRecord {
        HostRequestRecord(
            id: try row.value(at: 0), agency: try row.value(at: 1), course: try row.value(at: 2),
            venue: try row.value(at: 3), startsOn: try row.value(at: 4), endsOn: try row.value(at: 5),
            capacity: try row.value(at: 6),
            details: OfferingDetails(
                contact: try row.value(at: 7), equipment: try row.value(at: 8), notes: try row.value(at: 9)),
            status: try row.value(at: 10), reason: try row.value(at: 11), offering: try row.value(at: 12),
            submittedBy: try row.value(at: 13), submittedAt: try row.value(at: 14), decidedAt: try row.value(at: 15),
            version: try row.value(at: 16))
    }

    func hostRequest(_ id: HostRequestID, locking: Bool = false, from source: any RowSource) async throws
        -> HostRequestRecord?
    {
        try await source.query(
            """
            SELECT \(Self.hostRequestColumns) FROM host_request WHERE id = \(id)
            \(unsafe: locking ? "FOR UPDATE" : "")
            """
        ).first.map(Self.hostRequest)
    }

    /// A page of host requests, newest last; of these agencies, or of all.
    func hostRequests(of agencies: [AgencyID]?, after: HostRequestID?, limit: Int) async throws -> [HostRequestRecord] {
        var conditions: [Query] = ["true"]
        if let agencies { conditions.append("agency_id = ANY(\(agencies))") }
        if let after { conditions.append("id > \(after)") }
        return try await database.query(
            """
            SELECT \(Self.hostRequestColumns) FROM host_request WHERE \(conditions.joined(separator: " AND "))
            ORDER BY id LIMIT \(limit + 1)
            """
        ).map(Self.hostRequest)
    }

    func add(_ request: HostRequestRecord, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO host_request (id, agency_id, course_code, venue, starts_on, ends_on, capacity, contact,
                equipment, notes, status, submitted_by, submitted_at)
            VALUES (\(request.id), \(request.agency), \(request.course), \(request.venue), \(request.startsOn),
                \(request.endsOn), \(request.capacity), \(request.details.contact), \(request.details.equipment),
                \(request.details.notes), \(request.status), \(request.submittedBy), \(request.submittedAt))
            """)
        keep(.submitted, of: request.id, by: request.submittedBy, at: request.submittedAt, in: unit)
        unit.publish(.hostRequestSubmitted, HostRequestChange(request), of: request.id, at: request.submittedAt)
    }

    /// A decided or newly submitted request, with what changed in it.
    func update(
        _ request: HostRequestRecord, _ step: HostRequestStep, by person: PersonID, at instant: Instant,
        in unit: UnitOfWork
    ) {
        let isDecision = request.status != .submitted
        unit.sql.enqueue(
            """
            UPDATE host_request SET status = \(request.status), reason = \(request.reason),
                offering_id = \(request.offering), venue = \(request.venue), starts_on = \(request.startsOn),
                ends_on = \(request.endsOn), capacity = \(request.capacity), contact = \(request.details.contact),
                equipment = \(request.details.equipment), notes = \(request.details.notes),
                submitted_by = \(request.submittedBy), submitted_at = \(request.submittedAt),
                decided_by = \(isDecision ? person : nil), decided_at = \(isDecision ? instant : nil),
                version = version + 1
            WHERE id = \(request.id)
            """)
        keep(step, of: request.id, by: person, at: instant, in: unit)
        unit.publish(step.event, HostRequestChange(request), of: request.id, at: instant)
        tell(step, request, at: instant, in: unit)
    }
}
