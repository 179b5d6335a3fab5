import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// What a host packet contained when its request was submitted or decided (C3).
struct HostPacketStep: Sendable {
    var version: Int
    var status: HostRequestStatus
    var by: PersonID
    var at: Instant
    var reason: String?
    /// The plan as it was, for display.
    var packet: JSON
    var documents: JSON
}

/// A file of a host packet.
struct HostDocument: Sendable {
    var name: String
    var contentType: String
    var content: [UInt8]
}

/// The tables of host packets: their documents, and an append-only history of the packets at each step.
struct HostPacketRepository: Sendable {
    let database: PostgresClient

    private static let steps = Columns<HostPacketStep>(
        "version, step, taken_by, taken_at, reason, packet, documents"
    ) { row in
        HostPacketStep(
            version: try row.next(), status: try row.next(), by: try row.next(), at: try row.next(),
            reason: try row.next(), packet: try row.next(), documents: try row.next())
    }

    private static let documents = Columns<HostDocument>("name, content_type, content") { row in
        HostDocument(name: try row.next(), contentType: try row.next(), content: try row.next())
    }

    /// Returns a page of the steps in their order, and one more if there is one.
    func steps(of request: HostRequestID, after version: Int?, limit: Int) async throws -> [HostPacketStep] {
        try await database.read(
            .all(
                Self.steps,
                """
                SELECT \(Self.steps) FROM host_request_step
                WHERE host_request_id = \(request) AND version > \(version ?? -1) ORDER BY version LIMIT \(limit + 1)
                """))
    }

    func document(_ name: String, of request: HostRequestID) async throws -> HostDocument? {
        try await database.read(
            .first(
                Self.documents,
                """
                SELECT \(Self.documents) FROM host_request_document
                WHERE host_request_id = \(request) AND name = \(name)
                """))
    }

    /// Records the packet as it is after the statements that this transaction has sent or enqueued.
    func record(_ request: HostRequest, in unit: UnitOfWork) {
        let (person, instant) =
            request.decision.map { ($0.by, $0.at) } ?? (request.submission.by, request.submission.at)
        unit.sql.enqueue(
            """
            INSERT INTO host_request_step
                (host_request_id, version, step, taken_by, taken_at, reason, packet, documents)
            SELECT id, version, \(request.status), \(person), \(instant), reason, packet, documents
            FROM host_request_packet JOIN host_request USING (id, version) WHERE id = \(request.id)
            """)
    }

    /// Inserts a document, in place of the one with the same name if there is one.
    func insert(
        _ document: HostDocument, of request: HostRequestID, by person: PersonID, at now: Instant, in unit: UnitOfWork
    ) {
        unit.sql.enqueue(
            """
            INSERT INTO host_request_document (host_request_id, name, content_type, content, uploaded_by, uploaded_at)
            VALUES (\(request), \(document.name), \(document.contentType), \(document.content), \(person), \(now))
            ON CONFLICT (host_request_id, name) DO UPDATE SET content_type = excluded.content_type,
                content = excluded.content, uploaded_by = excluded.uploaded_by, uploaded_at = excluded.uploaded_at
            """)
    }
}
