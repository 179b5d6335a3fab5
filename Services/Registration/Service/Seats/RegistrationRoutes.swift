import HTTP
import Idempotency
import JSONSchema
import JSONTree
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// Registrations: of the caller, or by a coordinator or staff of others, and the steps on a registration (D).
struct RegistrationRoutes: Sendable {
    let journal: Journal
    let desk: RegistrationDesk
    let findRegistrant: FindRegistrant
    let find: FindRegistration
    let quotePrice: QuotePrice
    let confirm: ConfirmSeat
    let cancel: CancelRegistration
    let transfer: TransferSeat

    init(_ parts: RegistrationParts) {
        let policies = parts.policies
        let seats = SeatParts(parts)
        journal = parts.journal
        findRegistrant = seats.findRegistrant
        find = seats.find
        quotePrice = QuotePrice(
            policies: policies, offerings: seats.offerings, people: seats.people, scholarships: seats.scholarships)
        let group = GroupDecision(
            policies: policies, journal: parts.journal, offerings: seats.offerings, register: seats.register,
            find: seats.find, availability: AvailabilityRepository(database: parts.database))
        desk = RegistrationDesk(group, limits: parts.deskLimits, metrics: parts.metrics)
        confirm = ConfirmSeat(
            policies: policies, registrations: seats.registrations, seats: seats.books, invoices: seats.invoices,
            access: seats.access, changes: seats.changes)
        cancel = CancelRegistration(access: seats.access, release: seats.release)
        transfer = seats.transfer
    }

    var registration: Operation {
        Operation(
            "Register oneself, or as coordinator or staff another person", access: .signedIn,
            body: .json(NewRegistrationDTO.self), answers: [.created(RegistrationDTO.self)],
            problems: ProblemCode.seat, idempotent: true
        ) { call in
            let new: NewRegistrationDTO = try call.decode()
            let principal = try call.signedIn()
            guard new.personId == nil || new.personEmail == nil else {
                throw Problem.unprocessable("/personEmail", "is given beside personId; name the person by one of them")
            }
            let found = try await findRegistrant(
                new.personEmail.map(RegistrantReference.email) ?? new.personId.map(RegistrantReference.id),
                for: principal,
                at: call.now)
            let command = RegisterPeople.Command(
                offering: new.offeringId, person: found.person, kind: new.kind ?? .regular,
                purchaseOrder: new.purchaseOrder, waitlist: new.waitlist ?? false, requestedBy: principal.personID,
                byStaff: principal.isStaff, agencies: found.agencies, trace: call.trace)
            return try await desk.register(command, call) { registered in
                let record = registered.record
                return try .created(
                    RegistrationDTO(registered), location: "/v1/registrations/\(record.registration.id)",
                    version: record.version)
            }
        }
    }

    var one: Operation {
        Operation("Show a registration", access: .signedIn, answers: [.ok(RegistrationDTO.self)]) { call in
            let details = try await find(try call.path("id"), for: try call.signedIn(), at: call.now)
            return try .ok(RegistrationDTO(details), version: details.record.version)
        }
    }

    var own: Operation {
        Operation(
            "List one's own registrations, newest first", access: .signedIn, query: .paging,
            answers: [.page(of: RegistrationDTO.self)]
        ) { call in
            let principal = try call.signedIn()
            let limit = try call.limit()
            let items = try await find.own(
                principal, after: try call.cursor()?.values(RegistrationID.self), limit: limit, at: call.now)
            return try .ok(
                Page(
                    items, limit: limit, item: RegistrationDTO.init,
                    cursor: { Cursor($0.record.registration.id) }))
        }
    }

    var quote: Operation {
        Operation(
            "Show what a registration of the caller would cost now, and why", access: .signedIn,
            answers: [.ok(QuoteDTO.self)]
        ) { call in
            try .ok(QuoteDTO(try await quotePrice(try call.path("id"), for: try call.signedIn(), at: call.now)))
        }
    }

    var confirmation: Operation {
        Operation(
            "Accept the seat that the waitlist offers", access: .signedIn, answers: [.ok(RegistrationDTO.self)],
            problems: [.registrationStatus, .offerLapsed, .offeringStarted]
        ) { call in
            let command = ConfirmSeat.Command(
                registration: try call.path("id"), match: call.versionMatch(), by: try call.signedIn())
            return try await answer(call) { unit in try await confirm(command, at: call.now, in: unit) }
        }
    }

    var cancellation: Operation {
        Operation(
            "Cancel a registration; the fee is a line",
            description:
                "There is no fee for the policy's days after the class was moved to other days or another town, for a "
                + "person who had the seat before, nor while the person has another registration for the class.",
            access: .signedIn, body: .json(.object(), optional: true), answers: [.ok(RegistrationDTO.self)],
            problems: [.registrationStatus, .offeringOver, .alreadyAttended]
        ) { call in
            let command = CancelRegistration.Command(
                registration: try call.path("id"), match: call.versionMatch(), by: try call.signedIn())
            return try await answer(call) { unit in try await cancel(command, at: call.now, in: unit) }
        }
    }

    var transferral: Operation {
        Operation(
            "Transfer the seat to another person, for a fee", access: .signedIn, body: .json(TransferDTO.self),
            answers: [.ok(RegistrationDTO.self)],
            problems: [.registrationStatus, .offeringStarted, .alreadyAttended, .targetNotEligible, .kindNotAllowed]
        ) { call in
            let target: TransferDTO = try call.decode()
            guard
                let person = target.toEmail.map(RegistrantReference.email)
                    ?? target.toPersonId.map(RegistrantReference.id)
            else { throw RegistrantRejection.notEligible }
            let command = TransferSeat.Command(
                registration: try call.path("id"), match: call.versionMatch(), to: person, by: try call.signedIn())
            return try await answer(call) { unit in try await transfer(command, at: call.now, in: unit) }
        }
    }

    /// Answers a step with the registration as it is stored.
    private func answer(
        _ call: Call, _ step: @escaping @Sendable (UnitOfWork) async throws -> RegistrationRecord
    ) async throws -> Response {
        try await journal.transact(call) { unit in
            let record = try await step(unit)
            let details = try await find.details(of: record, from: unit.sql)
            return try .ok(RegistrationDTO(details), version: record.version)
        }
    }
}
