import FoundationEssentials
import JSONSchema
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import ServiceKit

/// The service's tables: reads for the API, and the steps of its transactions.
///
/// Steps take the `UnitOfWork` of `Journal.update`, which alone commits. Whatever changes an offering, its seats, registrations or
/// money locks the offering's row first (`lock`), so all facts of one offering are decided one after the other (W1, D1).
struct RegistrationStore: Sendable {
    let database: PostgresClient
    let journal: Journal
    let rules: RulePack
    /// Where the association has its seat: membership (E1) and statistics (I1) go by its days.
    let zone: Zone
    let zones = Zones()

    init(database: PostgresClient, journal: Journal, rules: RulePack, zone: Zone) {
        self.database = database
        self.journal = journal
        self.rules = rules
        self.zone = zone
    }

    func policy(at instant: Instant) -> RegistrationPolicy { rules.policy(at: instant) }

    /// The decision's time on the calendars that the rules ask about.
    func moment(_ instant: Instant, venueZone: String) -> RegistrationMoment {
        RegistrationMoment(
            instant: instant, associationDay: associationDay(instant), venueDay: zones.day(of: instant, in: venueZone))
    }

    func associationDay(_ instant: Instant) -> Day {
        zone.day(of: instant)
    }
}

/// Values that live in `jsonb` columns as their own JSON.
enum Stored {
    static func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }

    static func value<T: Decodable>(_ text: String, as type: T.Type = T.self) throws -> T {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}

extension Stored {
    /// A value as the JSON of a `jsonb` column, and back.
    static func json(_ value: some Encodable) throws -> JSON {
        try JSON.parse(JSONEncoder().encode(value))
    }

    static func value<T: Decodable>(_ json: JSON, as type: T.Type = T.self) throws -> T {
        try JSONDecoder().decode(type, from: Data(json.serialised()))
    }
}
