import JSONSchema
import JSONTree
import RegistrationDomain

/// The place of a class.
struct VenueDTO: WireType {
    var name: String
    var address: String
    var city: String
    @Nullable var state: String?
    var country: String
    var timeZone: String

    static let constraints = Constraints(
        named: "Venue",
        [
            CodingKeys.name: .name, .address: .name(maxLength: 500), .city: .name, .state: .usState,
            .country: .country, .timeZone: .timeZone,
        ])

    init(_ venue: Venue) {
        name = venue.name
        address = venue.address
        city = venue.city
        state = venue.state
        country = venue.country
        timeZone = venue.timeZone
    }

    var venue: Venue {
        Venue(name: name, address: address, city: city, state: state, country: country, timeZone: timeZone)
    }
}

/// The person who answers questions about a class at its host.
struct ContactDTO: WireType {
    var name: String
    var email: String
    @Nullable var phone: String?

    static let constraints = Constraints([
        CodingKeys.name: .name, .email: .email, .phone: .string(maxLength: 50),
    ])

    init(_ contact: Contact) {
        name = contact.name
        email = contact.email
        phone = contact.phone
    }

    var contact: Contact { Contact(name: name, email: email, phone: phone) }
}
