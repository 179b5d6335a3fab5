import AccountsDomain
import Idempotency
import Messaging
import Primitives
import UseCases
import Web

/// Holds on the good standing of members (B2).
struct HoldRoutes: Sendable {
    let journal: Journal
    let people: PersonRepository
    let place: PlaceHold
    let lift: LiftHold

    init(_ parts: AccountsParts) {
        journal = parts.journal
        let changes = PersonChanges(parts)
        let audit = AuditRepository(database: parts.database)
        people = changes.people
        place = PlaceHold(changes: changes, audit: audit)
        lift = LiftHold(
            holds: HoldRepository(), merges: MergeRepository(database: parts.database), changes: changes, audit: audit)
    }

    var placement: Operation {
        Operation(
            "Place a hold", access: .staff, body: .json(NewHoldDTO.self), answers: [.created(HoldDTO.self)],
            problems: PersonRejection.holdCodes, idempotent: true
        ) { call in
            let staff = try call.signedIn().personID
            let person: PersonID = try call.path("id")
            let new: NewHoldDTO = try call.decode()
            let hold = StandingHold(id: .new(), reason: new.reason, from: new.from, to: new.to)
            let command = PlaceHold.Command(person: person, hold: hold, by: staff)
            return try await journal.transact(call) { unit in
                try await place(command, at: call.now, in: unit)
                return try .created(
                    HoldDTO(OwnedHold(person: person, hold: hold)),
                    location: "/v1/people/\(person)/standing-holds", version: hold.version)
            }
        }
    }

    var list: Operation {
        Operation(
            "List a person's holds", access: .staff, query: .paging, answers: [.page(of: HoldDTO.self)]
        ) { call in
            let id: PersonID = try call.path("id")
            let after = try call.cursor()?.values(StandingHoldID.self)
            let limit = try call.limit()
            guard let person = try await people.find(id) else { throw NotFound() }
            let rest = person.holds.filter { hold in after.map { $0 < hold.id } ?? true }
            return try .ok(
                Page(
                    Array(rest.prefix(limit + 1)), limit: limit,
                    item: { HoldDTO(OwnedHold(person: id, hold: $0)) }, cursor: { Cursor($0.id) }))
        }
    }

    var lifting: Operation {
        Operation(
            "Lift a hold, from today on", access: .staff, body: .json(ReasonDTO.self), answers: [.ok(HoldDTO.self)],
            problems: PersonRejection.holdCodes
        ) { call in
            let staff = try call.signedIn().personID
            let command = LiftHold.Command(
                hold: try call.path("id"), match: call.versionMatch(),
                reason: try call.decode(ReasonDTO.self).reason, by: staff)
            return try await journal.transact(call) { unit in
                let owned = try await lift(command, at: call.now, in: unit)
                return try .ok(HoldDTO(owned), version: owned.hold.version)
            }
        }
    }
}
