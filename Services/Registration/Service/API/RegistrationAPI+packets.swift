import HTTP
import JSONSchema
import JSONTree
import Messaging
import Primitives
import RegistrationDomain
import Uploads
import UseCases
import Web

/// C3: a host packet's documents, and what it said at each step.
extension RegistrationAPI {
    var packetEndpoints: [Endpoint] {
        [
            Endpoint(
                "GET", "/v1/host-requests/{id}/history", "A host request as it was submitted and decided, each time",
                access: .signedIn, query: .paging, answers: [.page(of: HostPacketStepDTO.schema)]
            ) { call in
                let request = try await readable(call)
                let limit = try call.limit()
                let steps = try await store.steps(
                    of: request.id, after: try call.cursor()?.values(Int.self), limit: limit)
                return try .ok(
                    Page(steps, limit: limit, item: HostPacketStepDTO.init, cursor: { Cursor($0.version) }))
            },
            Endpoint(
                "PUT", "/v1/host-requests/{id}/documents/{name}", "Add a document to the packet", access: .signedIn,
                body: .document, answers: [.noContent],
                problems: [.documentUnfit, .packetFull, .hostRequestStatus]
            ) { call in try await attach(call) },
            Endpoint(
                "GET", "/v1/host-requests/{id}/documents/{name}", "A document of the packet", access: .signedIn,
                answers: .binary(DocumentType.all, ranges: true)
            ) { call in
                let request = try await readable(call)
                guard let (type, content) = try await store.document(try call.path("name"), of: request.id) else {
                    throw Problem.notFound
                }
                return try .document(type, content, for: call)
            },
        ]
    }

    private func attach(_ call: Call) async throws -> Response {
        let name: String = try call.path("name")
        let request = try await readable(call, writing: true)
        let principal = try call.signedIn()
        guard let (type, content) = try await call.document() else {
            throw Problem(.documentUnfit, "The bytes are not a PDF, PNG or JPEG as the content type says.")
        }
        return try await transact(call) { unit in
            // Under the request's lock: what was approved is what stays in the packet.
            guard let locked = try await store.hostRequest(request.id, locking: true, from: unit.sql) else {
                throw Problem.notFound
            }
            try call.requireMatch(locked.version)
            guard locked.status != .approved else {
                throw HostRequestRejection.notInStatus(.approved)
            }
            let isTaken = try await store.put(
                name, type.rawValue, content, of: request.id, by: principal.personID, at: call.now, in: unit)
            guard isTaken else {
                throw Problem(.packetFull, "A packet has at most \(RegistrationStore.mostDocuments) documents.")
            }
            return .noContent
        }
    }
}

/// A step of a host packet, with what it then said.
struct HostPacketStepDTO: Encodable, Sendable {
    var version: Int
    var step: String
    var personId: PersonID
    var at: Instant
    @Nullable var reason: String?
    var packet: JSON
    var documents: JSON

    init(_ step: HostPacketStep) {
        version = step.version
        self.step = step.step.rawValue
        personId = step.takenBy
        at = step.takenAt
        reason = step.reason
        packet = step.packet
        documents = step.documents
    }

    static let schema = Schema.ref(
        "HostPacketStep",
        .object(
            .required("version", .integer(min: 0)),
            .required("step", .string(enum: HostRequestStep.allCases.map(\.rawValue))), .required("personId", .uuid),
            .required("at", .dateTime), .nullable("reason", .reason),
            .required(
                "packet",
                .object(
                    .required("courseCode", .courseCode), .required("venue", VenueDTO.schema),
                    .required("startsOn", .date), .required("endsOn", .date), .required("capacity", .integer(min: 1)),
                    .required("contact", ContactDTO.schema), .required("equipment", .array(.name)),
                    .nullable("notes", .text))),
            .required(
                "documents",
                .array(
                    .object(
                        .required("name", .name(maxLength: 200)), .required("contentType", .string()),
                        .required("size", .integer(min: 0)), .required("sha256", .string()))))))
}
