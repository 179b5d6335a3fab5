import AccountsDomain
import HTTP
import Idempotency
import JSONSchema
import JSONTree
import Messaging
import Primitives
import UseCases
import Web

/// B1–B3: a membership is asked for, paid, renewed. What a paid rate brings (B4) comes by event: `AccountsHandlers`.
extension AccountsAPI {
    var membershipEndpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/v1/me/membership", "Join, or renew my membership",
                description: "The term begins once it is paid. Asking again before that gives the same order.",
                access: .signedIn, body: .json(MembershipOrderDTO.schema), answers: [.created(MembershipDTO.schema)],
                problems: [.notFound] + PersonRejection.membershipCodes, idempotent: true, handler: order),
            Endpoint(
                .get, "/v1/memberships/{id}", "A membership", access: .signedIn, answers: [.ok(MembershipDTO.schema)],
                handler: membership),
            Endpoint(
                .post, "/v1/memberships/{id}/payments", "Record the payment of a membership",
                description: "In force from the old end while it is not over or in grace, else from today.",
                access: .staff, body: .json(MembershipPaymentDTO.schema, optional: true),
                answers: [.created(MembershipDTO.schema)], problems: PersonRejection.membershipCodes + [.ownMembership],
                idempotent: true, handler: pay),
        ]
    }

    private func order(_ call: Call) async throws -> Response {
        let person = try caller(call)
        let asked: MembershipOrderDTO = try call.decode()
        return try await journal.transact(call) { [self] unit in
            let stored = try await store.change(person, in: unit, at: call.now) { _ in
                .orderMembership(.new(), type: asked.type)
            }
            guard let order = stored?.person.order else { throw Problem.notFound }
            let dto = MembershipDTO(order, of: person)
            return try .created(dto, location: "/v1/memberships/\(order.id)", version: dto.version)
        }
    }

    private func membership(_ call: Call) async throws -> Response {
        let principal = try call.signedIn()
        let id: MembershipID = try call.path("id")
        guard let owner = try await store.owner(of: id), principal.readsAsStaff || owner == principal.personID,
            let stored = try await store.person(owner), let dto = MembershipDTO(id, of: stored.person)
        else { throw Problem.notFound }
        return try .ok(dto, version: dto.version)
    }

    private func pay(_ call: Call) async throws -> Response {
        let principal = try call.signedIn()
        let staff = principal.personID
        let id: MembershipID = try call.path("id")
        let asked: MembershipPaymentDTO = try call.decode()
        return try await journal.transact(call) { [self] unit in
            guard let owner = try await store.owner(of: id, unit) else { throw Problem.notFound }
            // A small office may have one administrator only, who can ask nobody else; the audit names them.
            if !principal.roles.contains(.admin) {
                guard try await store.survivor(of: owner, unit) != store.survivor(of: staff, unit) else {
                    throw Problem(.ownMembership)
                }
            }
            var due = Money.zero
            let stored = try await store.change(owner, in: unit, at: call.now) { person in
                if let held = MembershipDTO(id, of: person) { try call.requireMatch(held.version) }
                due = person.order?.id == id ? person.order?.amountDue ?? .zero : .zero
                return .payMembership(id, amount: asked.amount ?? due)
            }
            guard let stored, let dto = MembershipDTO(id, of: stored.person) else { throw Problem.notFound }
            store.addPayment(
                of: id, method: (asked.method ?? .card).rawValue, amount: due, reference: asked.reference, by: staff,
                at: call.now, unit)
            store.audit(
                AuditEntry(
                    at: call.now, actor: staff, action: "membership.paid", subject: owner.description,
                    details: ["membershipId": .string(id.description), "amount": .integer(due.cents)]), unit)
            return try .created(dto, location: "/v1/memberships/\(id)", version: dto.version)
        }
    }
}
