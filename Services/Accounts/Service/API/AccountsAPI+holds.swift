import AccountsDomain
import HTTP
import Idempotency
import JSONSchema
import JSONTree
import Messaging
import Postgres
import Primitives
import UseCases
import Web

/// Standing holds (B2): the office says from when to when a member is not in good standing.
extension AccountsAPI {
    var holdEndpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/v1/people/{id}/standing-holds", "Place a hold", access: .staff,
                body: .json(NewHoldDTO.schema), answers: [.created(HoldDTO.schema)],
                problems: PersonRejection.holdCodes, idempotent: true, handler: placeHold),
            Endpoint(
                .get, "/v1/people/{id}/standing-holds", "A person's holds", access: .staff, query: .paging,
                answers: [.page(of: HoldDTO.schema)], handler: listHolds),
            Endpoint(
                .post, "/v1/standing-holds/{id}/lifting", "Lift a hold, from today on", access: .staff,
                body: .json(ReasonDTO.schema), answers: [.ok(HoldDTO.schema)], problems: PersonRejection.holdCodes,
                handler: liftHold),
        ]
    }

    private func placeHold(_ call: Call) async throws -> Response {
        let staff = try call.signedIn().personID
        let person: PersonID = try call.path("id")
        let asked: NewHoldDTO = try call.decode()
        let hold = StandingHold(id: .new(), reason: asked.reason, from: asked.from, to: asked.to)
        return try await journal.transact(call) { [self] unit in
            guard try await store.change(person, in: unit, at: call.now, { _ in .placeHold(hold) }) != nil else {
                throw Problem.notFound
            }
            store.audit(
                AuditEntry(
                    at: call.now, actor: staff, action: "hold.placed", subject: person.description,
                    reason: asked.reason), unit)
            return try .created(
                HoldDTO(hold, of: person), location: "/v1/people/\(person)/standing-holds", version: hold.version)
        }
    }

    private func listHolds(_ call: Call) async throws -> Response {
        let id: PersonID = try call.path("id")
        let after = try call.cursor()?.values(StandingHoldID.self)
        let limit = try call.limit()
        guard let stored = try await store.person(id) else { throw Problem.notFound }
        let rest = stored.person.holds.filter { hold in after.map { $0 < hold.id } ?? true }
        return try .ok(
            Page(Array(rest.prefix(limit + 1)), limit: limit, item: { HoldDTO($0, of: id) }) { Cursor($0.id) })
    }

    private func liftHold(_ call: Call) async throws -> Response {
        let staff = try call.signedIn().personID
        let id: StandingHoldID = try call.path("id")
        let asked: ReasonDTO = try call.decode()
        return try await journal.transact(call) { [self] unit in
            guard let person = try await store.owner(of: id, unit) else { throw Problem.notFound }
            guard try await store.survivor(of: person, unit) != staff else {
                throw Problem.forbidden("Somebody else has to lift your own hold.")
            }
            let stored = try await store.change(person, in: unit, at: call.now) { person in
                if let held = person.holds.first(where: { $0.id == id }) { try call.requireMatch(held.version) }
                return .liftHold(id)
            }
            guard let hold = stored?.person.holds.first(where: { $0.id == id }) else { throw Problem.notFound }
            store.audit(
                AuditEntry(
                    at: call.now, actor: staff, action: "hold.lifted", subject: person.description,
                    reason: asked.reason), unit)
            return try .ok(HoldDTO(hold, of: person), version: hold.version)
        }
    }
}
