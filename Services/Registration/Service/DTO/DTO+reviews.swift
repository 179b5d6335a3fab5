import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// A day's list of attendance as somebody wrote it (F1).
struct AttendanceChangeDTO: Codable, Sendable {
    var date: Day
    var present: [RegistrationID]
    var recordedBy: PersonID
    var recordedAt: Instant

    init(_ change: AttendanceChange) {
        date = change.day
        present = change.present
        recordedBy = change.recordedBy
        recordedAt = change.recordedAt
    }

    static let schema = Schema.object(
        .required("date", .date), .required("present", .array(.uuid, max: 100_000)), .required("recordedBy", .uuid),
        .required("recordedAt", .dateTime))
}

/// Somebody with more than one registration for a class (A5).
struct DoubleRegistrationDTO: Codable, Sendable {
    struct Item: Codable, Sendable {
        var registrationId: RegistrationID
        var personId: PersonID
        var kind: RegistrationKind
        var status: RegistrationStatus
        var registeredAt: Instant
    }

    var offeringId: OfferingID
    var personId: PersonID
    var registrations: [Item]

    init(_ double: DoubleRegistration) {
        offeringId = double.offering
        personId = double.person
        registrations = double.registrations.map {
            Item(
                registrationId: $0.registration.id, personId: $0.registration.person, kind: $0.registration.kind,
                status: $0.registration.status, registeredAt: $0.registeredAt)
        }
    }

    static let schema = Schema.object(
        .required("offeringId", .uuid), .required("personId", .uuid),
        .required(
            "registrations",
            .array(
                .object(
                    .required("registrationId", .uuid), .required("personId", .uuid),
                    .required("kind", .string(enum: RegistrationKind.self)),
                    .required("status", .string(enum: RegistrationStatus.self)),
                    .required("registeredAt", .dateTime)))))
}
