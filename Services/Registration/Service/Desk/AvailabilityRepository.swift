import Idempotency
import Postgres
import Primitives
import RegistrationDomain

/// The availability of a class for one command, read without the class's lock.
struct SeatAvailability: Sendable {
    /// Whether the class has no free seat.
    var isFull: Bool
    /// Whether only a full class refuses the command, provided that the class is not over: the class is published, the
    /// person has no registration for it, and the command's idempotency key was not answered before.
    var isOpen: Bool
    /// The last day of the class and its time zone; nil for an unknown class.
    var endsOn: Day?
    var timeZone: String?

    /// An availability that decides nothing, for a class that could not be read.
    static let unknown = SeatAvailability(isFull: true, isOpen: false)
}

/// Reads the availability of classes for the desk.
struct AvailabilityRepository: Sendable {
    let database: PostgresClient

    private static let availabilities = Columns<SeatAvailability>(
        """
        o.seats_taken >= o.capacity,
        o.status = 'published' AND NOT \(PersonRepository.isRegistered(in: "o.id")) AND NOT EXISTS (
            SELECT FROM idempotency_key AS k
            WHERE (k.caller, k.route, k.key) = (asked.caller, asked.route, asked.key) OFFSET 0),
        o.ends_on, o.time_zone
        """
    ) { row in
        SeatAvailability(
            isFull: try row.next() ?? false, isOpen: try row.next() ?? false, endsOn: try row.next(),
            timeZone: try row.next())
    }

    /// Reads the classes of commands as they are committed, in one statement and hence at one moment.
    ///
    /// - Parameter asked: commands for which `isRefusedWhenFull` is true, each with its idempotency key.
    /// - Returns: the availability for each, in their order.
    func list(
        for asked: [(command: RegisterPeople.Command, key: IdempotencyClaims.Key?)]
    ) async throws -> [SeatAvailability] {
        try await database.read(
            .all(
                Self.availabilities,
                """
                SELECT \(Self.availabilities)
                FROM unnest(\(asked.map(\.command.person)), \(asked.map(\.command.offering)),
                        \(asked.map { $0.key?.caller ?? "" }), \(asked.map { $0.key?.route ?? "" }),
                        \(asked.map { $0.key?.key ?? "" }))
                    WITH ORDINALITY AS asked (id, offering, caller, route, key, place)
                LEFT JOIN offering o ON o.id = asked.offering
                \(PersonRepository.identities)
                ORDER BY asked.place
                """))
    }
}
