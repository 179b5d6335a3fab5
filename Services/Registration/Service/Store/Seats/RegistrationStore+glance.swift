import Idempotency
import Postgres
import Primitives
import RegistrationDomain

/// How a wish stands with its class, seen without the class's lock.
struct Glimpse: Sendable {
    /// No seat is free.
    var isFull: Bool
    /// `register` would refuse the wish for that and no other reason.
    var isRefused: Bool
}

extension RegisterCommand {
    /// A full class is all that can stand in its way or let it through: it would not wait, draws from no allotment, and is of a kind
    /// that is open to all and takes a seat.
    var isRefusedWhenFull: Bool { kind == .regular && !waitlist && agencies.isEmpty }
}

extension RegistrationStore {
    /// Looks at the classes as committed, in one statement, hence at one moment, which is after all of the wishes were made: a refusal
    /// is what `register` would have answered at that moment (D1, D6). A wish whose key was answered before is not for us to refuse.
    ///
    /// - Parameter wishes: those of which `isRefusedWhenFull` is true.
    func glance(
        _ wishes: [(command: RegisterCommand, key: IdempotencyClaims.Key?)], at instant: Instant
    ) async throws -> [Glimpse] {
        try await database.query(
            """
            SELECT o.seats_taken >= o.capacity, o.status = 'published' AND NOT \(Self.isRegistered(in: "o.id"))
                AND NOT EXISTS (SELECT FROM idempotency_key AS k
                    WHERE (k.caller, k.route, k.key) = (asked.caller, asked.route, asked.key) OFFSET 0),
                o.ends_on, o.time_zone
            FROM unnest(\(wishes.map(\.command.person)), \(wishes.map(\.command.offering)),
                    \(wishes.map { $0.key?.caller ?? "" }), \(wishes.map { $0.key?.route ?? "" }),
                    \(wishes.map { $0.key?.key ?? "" }))
                WITH ORDINALITY AS asked (id, offering, caller, route, key, place)
            LEFT JOIN offering o ON o.id = asked.offering
            \(Self.identities)
            ORDER BY asked.place
            """
        ).map { row in
            let (isFull, isOpen, endsOn, zone) = try row.decode((Bool?, Bool?, Day?, String?).self)
            guard isFull == true, isOpen == true, let endsOn, let zone else {
                return Glimpse(isFull: isFull ?? false, isRefused: false)
            }
            return Glimpse(isFull: true, isRefused: moment(instant, venueZone: zone).venueDay <= endsOn)
        }
    }
}
