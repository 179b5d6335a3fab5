import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// A step of a host packet, with what it then contained (C3).
struct HostPacketStepDTO: WireType {
    struct Packet: WireType {
        var courseCode: CourseCode
        var venue: VenueDTO
        var startsOn: Day
        var endsOn: Day
        var capacity: Int
        var contact: ContactDTO
        var equipment: [String]
        @Nullable var notes: String?

        static let constraints = Constraints([
            CodingKeys.capacity: .integer(min: 1), .equipment: .array(.name), .notes: .text,
        ])
    }

    struct Document: WireType {
        var name: String
        var contentType: String
        var size: Int
        var sha256: String

        static let constraints = Constraints([CodingKeys.name: .name(maxLength: 200), .size: .integer(min: 0)])
    }

    var version: Int
    var step: HostRequestStatus
    var personId: PersonID
    var at: Instant
    @Nullable var reason: String?
    var packet: Packet
    var documents: [Document]

    static let constraints = Constraints(
        named: "HostPacketStep", [CodingKeys.version: .integer(min: 0), .reason: .reason])

    init(_ step: HostPacketStep) throws {
        version = step.version
        self.step = step.status
        personId = step.by
        at = step.at
        reason = step.reason
        packet = try step.packet.decoded()
        documents = try step.documents.decoded()
    }
}
