import AccountsDomain
import Idempotency
import Messaging
import Primitives
import UseCases
import Web

/// Memberships: ordered, paid, renewed (B1, B3). Paid rates bring memberships by event (`AccountsHandlers`, B4).
struct MembershipRoutes: Sendable {
    let journal: Journal
    let find: FindMembership
    let orderMembership: OrderMembership
    let pay: RecordMembershipPayment

    init(_ parts: AccountsParts) {
        journal = parts.journal
        let changes = PersonChanges(parts)
        let memberships = MembershipRepository(database: parts.database)
        find = FindMembership(memberships: memberships, people: changes.people)
        orderMembership = OrderMembership(changes: changes)
        pay = RecordMembershipPayment(
            memberships: memberships, merges: MergeRepository(database: parts.database), changes: changes,
            audit: AuditRepository(database: parts.database))
    }

    var order: Operation {
        Operation(
            "Join, or renew one's own membership",
            description: "The term starts once it is paid. A second request before that returns the same order.",
            access: .signedIn, body: .json(MembershipOrderDTO.self), answers: [.created(MembershipDTO.self)],
            problems: [.notFound] + PersonRejection.membershipCodes, idempotent: true
        ) { call in
            let person = try call.person()
            let command = OrderMembership.Command(
                person: person, type: try call.decode(MembershipOrderDTO.self).type)
            return try await journal.transact(call) { unit in
                let dto = MembershipDTO(try await orderMembership(command, at: call.now, in: unit))
                return try .created(dto, location: "/v1/memberships/\(dto.id)", version: dto.version)
            }
        }
    }

    var one: Operation {
        Operation("Show a membership", access: .signedIn, answers: [.ok(MembershipDTO.self)]) { call in
            let dto = MembershipDTO(try await find(try call.path("id"), for: try call.signedIn()))
            return try .ok(dto, version: dto.version)
        }
    }

    var payment: Operation {
        Operation(
            "Record the payment of a membership",
            description: "The term starts after the old one until its grace is over, else today.",
            access: .staff, body: .json(MembershipPaymentDTO.self, optional: true),
            answers: [.created(MembershipDTO.self)], problems: PersonRejection.membershipCodes + [.ownMembership],
            idempotent: true
        ) { call in
            let principal = try call.signedIn()
            let payment: MembershipPaymentDTO = try call.decode()
            let command = RecordMembershipPayment.Command(
                membership: try call.path("id"), match: call.versionMatch(), method: payment.method ?? .card,
                amount: payment.amount, reference: payment.reference, by: principal)
            return try await journal.transact(call) { unit in
                let dto = MembershipDTO(try await pay(command, at: call.now, in: unit))
                return try .created(dto, location: "/v1/memberships/\(dto.id)", version: dto.version)
            }
        }
    }
}

extension ProblemCode {
    static let ownMembership = ProblemCode(
        "ownMembership", "Staff cannot record the payment of their own membership")
}

extension RecordMembershipPayment.OwnMembership: ProblemConvertible {
    var problem: Problem { Problem(.ownMembership) }
}
