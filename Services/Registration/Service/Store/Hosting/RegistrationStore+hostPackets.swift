import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// A step of a host request, as its history keeps it (C3).
enum HostRequestStep: String, CaseIterable {
    case submitted
    case approved
    case rejected
}

/// A step of a host packet with what it then said (C3).
struct HostPacketStep: Sendable {
    var version: Int
    var step: HostRequestStep
    var takenBy: PersonID
    var takenAt: Instant
    var reason: String?
    var packet: JSON
    var documents: JSON
}

/// The packets' documents, and their history: a packet that was rejected and came again is there as it was each time.
extension RegistrationStore {
    /// The documents that one packet may have.
    static let mostDocuments = HostRequest.maximumDocuments

    /// Keeps the packet as it stands after a step, when this transaction's statements before have run.
    func keep(
        _ step: HostRequestStep, of request: HostRequestID, by person: PersonID, at instant: Instant,
        in unit: UnitOfWork
    ) {
        unit.sql.enqueue(
            """
            INSERT INTO host_request_step
                (host_request_id, version, step, taken_by, taken_at, reason, packet, documents)
            SELECT id, version, \(step.rawValue), \(person), \(instant), reason, packet, documents
            FROM host_request_packet JOIN host_request USING (id, version) WHERE id = \(request)
            """)
    }

    /// The steps in their order.
    func steps(of request: HostRequestID, after: Int?, limit: Int) async throws -> [HostPacketStep] {
        try await database.query(
            """
            SELECT version, step, taken_by, taken_at, reason, packet, documents FROM host_request_step
            WHERE host_request_id = \(request) AND version > \(after ?? -1) ORDER BY version LIMIT \(limit + 1)
            """
        ).map { row in
            let (version, step, person, instant, reason, packet, documents) = try row.decode(
                (Int, String, PersonID, Instant, String?, JSON, JSON).self)
            guard let step = HostRequestStep(rawValue: step) else { throw StepUnknown(name: step) }
            return HostPacketStep(
                version: version, step: step, takenBy: person, takenAt: instant, reason: reason, packet: packet,
                documents: documents)
        }
    }

    private struct StepUnknown: Error {
        let name: String
    }

    /// Puts a document into a packet, in place of one of the same name; the packet's version counts it.
    ///
    /// - Returns: false when the packet is full.
    func put(
        _ name: String, _ contentType: String, _ content: [UInt8], of request: HostRequestID, by person: PersonID,
        at instant: Instant, in unit: UnitOfWork
    ) async throws -> Bool {
        let others = try await unit.sql.query(
            "SELECT count(*) FROM host_request_document WHERE host_request_id = \(request) AND name <> \(name)")
        guard try others.first?.value(at: 0, as: Int.self) ?? 0 < Self.mostDocuments else { return false }
        unit.sql.enqueue(
            """
            INSERT INTO host_request_document (host_request_id, name, content_type, content, uploaded_by, uploaded_at)
            VALUES (\(request), \(name), \(contentType), \(content), \(person), \(instant))
            ON CONFLICT (host_request_id, name) DO UPDATE SET content_type = excluded.content_type,
                content = excluded.content, uploaded_by = excluded.uploaded_by, uploaded_at = excluded.uploaded_at
            """)
        unit.sql.enqueue("UPDATE host_request SET version = version + 1 WHERE id = \(request)")
        return true
    }

    func document(_ name: String, of request: HostRequestID) async throws -> (contentType: String, content: [UInt8])? {
        try await database.query(
            """
            SELECT content_type, content FROM host_request_document
            WHERE host_request_id = \(request) AND name = \(name)
            """
        ).first.map { (try $0.value(at: 0), try $0.value(at: 1)) }
    }

    func documentNames(of requests: [HostRequestID], from source: any RowSource) async throws
        -> [HostRequestID: [String]]
    {
        let rows = try await source.query(
            """
            SELECT host_request_id, name FROM host_request_document
            WHERE host_request_id = ANY(\(requests)) ORDER BY host_request_id, name
            """)
        return try rows.reduce(into: [:]) { names, row in
            let (request, name) = try row.decode((HostRequestID, String).self)
            names[request, default: []].append(name)
        }
    }
}
