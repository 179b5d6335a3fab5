import JSONSchema
import Primitives
import RegistrationDomain

/// A person with more than one registration for a class (A5).
struct DoubleRegistrationDTO: WireType {
    struct Item: WireType {
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
}
