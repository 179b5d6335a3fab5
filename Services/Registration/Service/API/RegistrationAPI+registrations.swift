import HTTP
import JSONSchema
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import UseCases
import Web

/// D: registering oneself or, as coordinator or staff, others; and what may be done with a registration afterwards.
extension RegistrationAPI {
    var registrationEndpoints: [Endpoint] {
        [
            Endpoint(
                "POST", "/v1/registrations", "Register oneself; coordinators and staff also name another person",
                access: .signedIn, body: .json(NewRegistrationDTO.schema), answers: [.created(RegistrationDTO.schema)],
                problems: ProblemCode.seat, idempotent: true
            ) { call in try await register(call) },
            Endpoint(
                "GET", "/v1/registrations/{id}", "A registration", access: .signedIn,
                answers: [.ok(RegistrationDTO.schema)]
            ) { call in
                let principal = try call.signedIn()
                guard let record = try await store.registration(try call.path("id"), from: store.database) else {
                    throw Problem.notFound
                }
                _ = try await admit(principal, to: record, reading: true, at: call.now, from: store.database)
                return try .ok(try await dto(record, from: store.database), version: record.version)
            },
            Endpoint(
                "GET", "/v1/me/registrations", "One's own registrations, newest first", access: .signedIn,
                query: .paging, answers: [.page(of: RegistrationDTO.schema)]
            ) { call in
                let principal = try call.signedIn()
                let limit = try call.limit()
                let standing = try await store.standing(
                    of: principal.personID, on: store.associationDay(call.now), from: store.database)
                let records = try await store.registrations(
                    of: standing.identities, after: try call.cursor()?.values(RegistrationID.self), limit: limit)
                let invoices = try await store.invoices(records.compactMap(\.invoice), from: store.database)
                let completions = try await store.completions(
                    of: records.map(\.registration.id), from: store.database)
                var items: [(RegistrationRecord, RegistrationDTO)] = []
                for record in records {
                    let position = try await store.position(of: record, from: store.database)
                    items.append(
                        (
                            record,
                            RegistrationDTO(
                                record, invoice: record.invoice.flatMap { invoices[$0] }, position: position,
                                completion: completions[record.registration.id])
                        ))
                }
                return try .ok(
                    Page(items, limit: limit, item: { $0.1 }, cursor: { Cursor($0.0.registration.id) }))
            },
            Endpoint(
                "POST", "/v1/registrations/{id}/confirmation", "Take the seat that the waitlist offers",
                access: .signedIn, answers: [.ok(RegistrationDTO.schema)],
                problems: [.registrationStatus, .offerLapsed, .offeringStarted]
            ) { call in
                try await step(call) { locked, _, _, unit in try await store.confirm(locked, at: call.now, in: unit) }
            },
            Endpoint(
                "POST", "/v1/registrations/{id}/cancellation", "Give the registration back; the fee is a line",
                description:
                    "There is no fee for the policy's days after the class was moved to other days or another town, "
                    + "for who had the seat before, nor while the person has another registration for the class.",
                access: .signedIn, body: .json(.object(), optional: true), answers: [.ok(RegistrationDTO.schema)],
                problems: [.registrationStatus, .offeringOver, .alreadyAttended]
            ) { call in
                try await step(call) { locked, standing, principal, unit in
                    let cause: SeatCause = standing == .holder ? .cancelledByPerson : .cancelledByStaff
                    return try await store.cancel(
                        locked, cause, by: principal.personID, at: call.now, in: unit)
                }
            },
            Endpoint(
                "POST", "/v1/registrations/{id}/transfer", "Give the seat to the right person, for a fee",
                access: .signedIn, body: .json(TransferDTO.schema), answers: [.ok(RegistrationDTO.schema)],
                problems: [
                    .registrationStatus, .offeringStarted, .alreadyAttended, .targetNotEligible, .kindNotAllowed,
                ]
            ) { call in try await transfer(call) },
        ]
    }

    private func register(_ call: Call) async throws -> Response {
        let new = try call.decode(NewRegistrationDTO.self)
        let principal = try call.signedIn()
        guard new.personId == nil || new.personEmail == nil else {
            throw Problem.unprocessable("/personEmail", "is given beside personId; name the person by one of them")
        }
        let target = try await target(new.personId, new.personEmail, for: principal, at: call.now)
        let command = RegisterCommand(
            offering: new.offeringId, person: target.person, kind: new.kind ?? .regular,
            purchaseOrder: new.purchaseOrder, waitlist: new.waitlist ?? false, requestedBy: principal.personID,
            byStaff: principal.isStaff, agencies: target.agencies, trace: call.trace)
        return try await desk.register(command, call) { registered in
            let record = registered.record
            let dto = RegistrationDTO(record, invoice: registered.invoice, position: registered.position)
            return try .created(
                dto, location: "/v1/registrations/\(record.registration.id)", version: record.version)
        }
    }

    /// Who is to be registered, and whose allotments may be drawn from (A1, D3). The caller if nobody is named; another person by
    /// staff, and by a coordinator of an agency where the person has a current assignment.
    private func target(
        _ id: PersonID?, _ email: String?, for principal: Principal, at instant: Instant
    ) async throws -> (person: PersonID, agencies: Set<AgencyID>) {
        guard id != nil || email != nil else {
            guard !principal.isClient else { throw Problem.forbidden("A program takes no seat of its own.") }
            return (principal.personID, principal.coordinatorOf)
        }
        let day = store.associationDay(instant)
        var person = id
        if let email { person = try await store.person(withEmail: email, from: store.database) }
        let own = try await store.standing(of: principal.personID, on: day, from: store.database)
        if let person, own.identities.contains(person) { return (principal.personID, principal.coordinatorOf) }
        guard principal.isStaff || !principal.coordinatorOf.isEmpty else {
            // An address may be the caller's own, whose profile has not come; and nobody learns whose account it is.
            if id == nil { throw Problem(.targetNotEligible) }
            throw Problem.forbidden("You can register yourself; a coordinator or the office registers others.")
        }
        let standing = try await eligible(person, for: principal, at: instant, from: store.database)
        return (standing.person, principal.coordinatorOf.intersection(standing.agencies))
    }

    /// The one answer for everybody who is unknown or does not fit, so that nobody learns who has an account.
    private func eligible(
        _ person: PersonID?, for principal: Principal, at instant: Instant, ownSeat: Bool = false,
        from source: any RowSource
    ) async throws -> PersonStanding {
        guard let person else { throw Problem(.targetNotEligible) }
        let standing = try await store.standing(of: person, on: store.associationDay(instant), from: source)
        let isOwnPerson = !principal.coordinatorOf.isDisjoint(with: standing.agencies)
        guard standing.isKnown, principal.isStaff || ownSeat || isOwnPerson else { throw Problem(.targetNotEligible) }
        return standing
    }

    private func transfer(_ call: Call) async throws -> Response {
        let wish = try call.decode(TransferDTO.self)
        return try await step(call) { locked, standing, principal, unit in
            var person = wish.toPersonId
            if let email = wish.toEmail { person = try await store.person(withEmail: email, from: unit.sql) }
            let target = try await eligible(
                person, for: principal, at: call.now, ownSeat: standing == .holder, from: unit.sql)
            do {
                return try await store.transfer(
                    locked, to: target, by: principal.personID, byStaff: principal.isStaff, at: call.now, in: unit)
            } catch SeatRejection.alreadyRegistered {
                throw Problem(.targetNotEligible)
            }
        }
    }

    /// A step on the path's registration by somebody who may take it.
    private func step(
        _ call: Call,
        _ body:
            @escaping @Sendable ((Offering, RegistrationRecord), RegistrationStanding, Principal, UnitOfWork)
            async throws
            -> RegistrationRecord
    ) async throws -> Response {
        let principal = try call.signedIn()
        return try await transact(call) { unit in
            guard let locked = try await store.lock(registration: try call.path("id"), in: unit) else {
                throw Problem.notFound
            }
            let standing = try await admit(principal, to: locked.1, reading: false, at: call.now, from: unit.sql)
            try call.requireMatch(locked.1.version)
            let record = try await body(locked, standing, principal, unit)
            return try .ok(try await dto(record, from: unit.sql), version: record.version)
        }
    }

    func dto(_ record: RegistrationRecord, from source: any RowSource) async throws -> RegistrationDTO {
        var invoice: InvoiceRecord?
        if let id = record.invoice { invoice = try await store.invoice(id, from: source) }
        let position = try await currentPosition(of: record, from: source)
        let id = record.registration.id
        let completion = try await store.completions(of: [id], from: source)[id]
        return RegistrationDTO(record, invoice: invoice, position: position, completion: completion)
    }

    private func currentPosition(of record: RegistrationRecord, from source: any RowSource) async throws -> Int? {
        guard record.registration.status == .waitlisted else { return nil }
        guard let stored = try await store.registration(record.registration.id, from: source) else { return nil }
        return try await store.position(of: stored, from: source)
    }
}
