import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// The table of host requests (C3).
struct HostRequestRepository: Sendable {
    let database: PostgresClient

    private static let requests = Columns<HostRequest>(
        """
        id, agency_id, course_code, venue, starts_on, ends_on, capacity, contact, equipment, notes, status, reason,
        offering_id, submitted_by, submitted_at, decided_by, decided_at, version
        """
    ) { row in
        let (id, agency): (HostRequestID, AgencyID) = (try row.next(), try row.next())
        let plan = OfferingPlan(
            course: try row.next(), venue: try StoredVenue(row.next()).venue, startsOn: try row.next(),
            endsOn: try row.next(), capacity: try row.next(),
            details: OfferingDetails(
                contact: try StoredContact(row.next()).contact, equipment: try row.next(), notes: try row.next()))
        let (status, reason): (HostRequestStatus, String?) = (try row.next(), try row.next())
        let offering: OfferingID? = try row.next()
        let submission = HostRequest.Submission(by: try row.next(), at: try row.next())
        let (decidedBy, decidedAt): (PersonID?, Instant?) = (try row.next(), try row.next())
        var decision: HostRequest.Decision?
        if let decidedBy, let decidedAt {
            decision = HostRequest.Decision(by: decidedBy, at: decidedAt, reason: reason)
        }
        return HostRequest(
            id: id, agency: agency, plan: plan, status: status, submission: submission, decision: decision,
            offering: offering, version: try row.next())
    }

    /// Returns the request with the names of its documents.
    func find(_ id: HostRequestID) async throws -> HostRequest? {
        try await find(id, from: database)
    }

    func find(_ id: HostRequestID, from source: any RowSource) async throws -> HostRequest? {
        try await read("SELECT \(Self.requests) FROM host_request WHERE id = \(id)", id, from: source)
    }

    /// Locks the request until the transaction ends (W1). Its documents are read after the lock is held.
    func lock(_ id: HostRequestID, in unit: UnitOfWork) async throws -> HostRequest? {
        try await read("SELECT \(Self.requests) FROM host_request WHERE id = \(id) FOR UPDATE", id, from: unit.sql)
    }

    /// Returns a page of requests by their ids, of these agencies or, with nil, of all, and one more if there is one.
    func list(of agencies: [AgencyID]?, after: HostRequestID?, limit: Int) async throws -> [HostRequest] {
        var conditions: [Query] = ["true"]
        if let agencies { conditions.append("agency_id = ANY(\(agencies))") }
        if let after { conditions.append("id > \(after)") }
        var requests = try await database.read(
            .all(
                Self.requests,
                """
                SELECT \(Self.requests) FROM host_request WHERE \(conditions.joined(separator: " AND "))
                ORDER BY id LIMIT \(limit + 1)
                """))
        let names = try await database.query(
            "SELECT host_request_id, name FROM host_request_document WHERE host_request_id = ANY(\(requests.map(\.id)))"
        ).map { try $0.decode((HostRequestID, String).self) }
        let documents = Dictionary(grouping: names, by: \.0).mapValues { Set($0.map(\.1)) }
        for index in requests.indices { requests[index].documents = documents[requests[index].id] ?? [] }
        return requests
    }

    func insert(_ request: HostRequest, in unit: UnitOfWork) throws {
        let plan = request.plan
        unit.sql.enqueue(
            """
            INSERT INTO host_request (id, agency_id, course_code, venue, starts_on, ends_on, capacity, contact,
                equipment, notes, status, reason, offering_id, submitted_by, submitted_at, decided_by, decided_at,
                version)
            VALUES (\(request.id), \(request.agency), \(plan.course), \(try StoredVenue(plan.venue).json),
                \(plan.startsOn), \(plan.endsOn), \(plan.capacity), \(try StoredContact(plan.details.contact).json),
                \(plan.details.equipment), \(plan.details.notes), \(request.status), \(request.decision?.reason),
                \(request.offering), \(request.submission.by), \(request.submission.at), \(request.decision?.by),
                \(request.decision?.at), \(request.version))
            """)
    }

    /// Writes a locked request under its next version.
    ///
    /// - Returns: the request as it is stored.
    func save(_ request: HostRequest, in unit: UnitOfWork) throws -> HostRequest {
        var saved = request
        saved.version += 1
        let plan = request.plan
        unit.sql.enqueue(
            """
            UPDATE host_request SET course_code = \(plan.course), venue = \(try StoredVenue(plan.venue).json),
                starts_on = \(plan.startsOn), ends_on = \(plan.endsOn), capacity = \(plan.capacity),
                contact = \(try StoredContact(plan.details.contact).json), equipment = \(plan.details.equipment),
                notes = \(plan.details.notes), status = \(request.status), reason = \(request.decision?.reason),
                offering_id = \(request.offering), submitted_by = \(request.submission.by),
                submitted_at = \(request.submission.at), decided_by = \(request.decision?.by),
                decided_at = \(request.decision?.at), version = \(saved.version)
            WHERE id = \(request.id) AND version = \(request.version)
            """)
        return saved
    }

    private func read(_ query: Query, _ id: HostRequestID, from source: any RowSource) async throws -> HostRequest? {
        let (request, documents) = try await source.read(
            Reading.first(Self.requests, query),
            Reading.all(String.self, "SELECT name FROM host_request_document WHERE host_request_id = \(id)"))
        guard var request else { return nil }
        request.documents = Set(documents)
        return request
    }
}

/// A venue in a `jsonb` column.
struct StoredVenue: Codable {
    var name: String
    var address: String
    var city: String
    @Nullable var state: String?
    var country: String
    var timeZone: String

    init(_ venue: Venue) {
        name = venue.name
        address = venue.address
        city = venue.city
        state = venue.state
        country = venue.country
        timeZone = venue.timeZone
    }

    init(_ json: JSON) throws { self = try json.decoded() }

    var json: JSON { get throws { try JSON.of(self) } }

    var venue: Venue {
        Venue(name: name, address: address, city: city, state: state, country: country, timeZone: timeZone)
    }
}

/// A contact in a `jsonb` column.
struct StoredContact: Codable {
    var name: String
    var email: String
    @Nullable var phone: String?

    init(_ contact: Contact) {
        name = contact.name
        email = contact.email
        phone = contact.phone
    }

    init(_ json: JSON) throws { self = try json.decoded() }

    var json: JSON { get throws { try JSON.of(self) } }

    var contact: Contact { Contact(name: name, email: email, phone: phone) }
}

extension HostRequestStatus: PostgresCodable {}
