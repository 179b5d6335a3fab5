import HTTP
import Idempotency
import Messaging
import Primitives
import RegistrationDomain
import Uploads
import UseCases
import Web

/// The documents of a host packet, and its history (C3).
struct PacketRoutes: Sendable {
    let journal: Journal
    let packets: HostPacketRepository
    let find: FindHostRequest
    let attach: AttachHostDocument

    init(_ parts: RegistrationParts) {
        journal = parts.journal
        packets = HostPacketRepository(database: parts.database)
        let requests = HostRequestRepository(database: parts.database)
        find = FindHostRequest(requests: requests)
        attach = AttachHostDocument(requests: requests, packets: packets)
    }

    var history: Operation {
        Operation(
            "List the steps of a host request with its packet at each", access: .signedIn, query: .paging,
            answers: [.page(of: HostPacketStepDTO.self)]
        ) { call in
            let request = try await find(try call.path("id"), for: try call.signedIn())
            let limit = try call.limit()
            let steps = try await packets.steps(
                of: request.id, after: try call.cursor()?.values(Int.self), limit: limit)
            return try .ok(Page(steps, limit: limit, item: HostPacketStepDTO.init, cursor: { Cursor($0.version) }))
        }
    }

    var attachment: Operation {
        Operation(
            "Attach a document to the packet", access: .signedIn, body: .document, answers: [.noContent],
            problems: [.documentUnfit, .packetFull, .hostRequestStatus]
        ) { call in
            let principal = try call.signedIn()
            let request = try await find(try call.path("id"), for: principal, writing: true)
            guard let (type, content) = try await call.document() else {
                throw Problem(.documentUnfit, "The bytes are not a PDF, PNG or JPEG as the content type says.")
            }
            let command = AttachHostDocument.Command(
                request: request.id, match: call.versionMatch(),
                document: HostDocument(name: try call.path("name"), contentType: type.rawValue, content: content),
                by: principal.personID)
            return try await journal.transact(call) { unit in
                try await attach(command, at: call.now, in: unit)
                return .noContent
            }
        }
    }

    var document: Operation {
        Operation(
            "Download a document of the packet", access: .signedIn,
            answers: .binary(DocumentType.all, ranges: true)
        ) { call in
            let request = try await find(try call.path("id"), for: try call.signedIn())
            guard let document = try await packets.document(try call.path("name"), of: request.id) else {
                throw NotFound()
            }
            return try .document(document.contentType, document.content, for: call)
        }
    }
}
