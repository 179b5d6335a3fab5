import HTTP
import Idempotency
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// Classes as staff publishes, changes and cancels them (C2, D5).
struct OfferingRoutes: Sendable {
    let journal: Journal
    let publish: PublishOffering
    let revise: ReviseOffering
    let cancel: CancelOffering

    init(_ parts: RegistrationParts) {
        journal = parts.journal
        let (database, policies) = (parts.database, parts.policies)
        let (courses, seats) = (CourseRepository(database: database), SeatParts(parts))
        let offerings = OfferingRepository(database: database)
        let moves = OfferingMoveRepository(database: database)
        publish = PublishOffering(courses: courses, offerings: offerings, policies: policies)
        revise = ReviseOffering(
            seats: seats.books, changes: seats.changes, courses: courses, offerings: offerings, moves: moves,
            prices: PriceRepository(database: database), mail: OfferingMail(outbox: parts.mail), policies: policies)
        cancel = CancelOffering(offerings: offerings, moves: moves, releaseAll: seats.releaseAll)
    }

    var publication: Operation {
        Operation(
            "Publish a class or conference", access: .staff, body: .json(NewOfferingDTO.self),
            answers: [.created(OfferingDTO.self)],
            problems: [.datesOutOfOrder, .courseUnknown, .timeZoneUnknown] + PriceRoutes.problems, idempotent: true
        ) { call in
            let new: NewOfferingDTO = try call.decode()
            let command = PublishOffering.Command(plan: new.plan, terms: new.terms, agency: new.agencyId)
            return try await journal.transact(call) { unit in
                let offering = try await publish(command, at: call.now, in: unit)
                return try .created(
                    OfferingDTO(offering), location: "/v1/offerings/\(offering.id)", version: offering.version)
            }
        }
    }

    var revision: Operation {
        Operation(
            "Change a class",
            description: "A class that is moved keeps its seats. The days on which someone was present stay its days.",
            access: .staff, body: .json(OfferingChangeDTO.self), answers: [.ok(OfferingDTO.self)],
            problems: [
                .offeringCancelled, .capacityBelowTaken, .datesOutOfOrder, .dayAttended, .completionStands,
                .datesPassed, .timeZoneUnknown,
            ] + PriceRoutes.problems
        ) { call in
            let change: OfferingChangeDTO = try call.decode()
            let command = ReviseOffering.Command(
                offering: try call.path("id"), match: call.versionMatch(), revise: change.revised,
                by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                let offering = try await revise(command, at: call.now, in: unit)
                return try .ok(OfferingDTO(offering), version: offering.version)
            }
        }
    }

    var cancellation: Operation {
        Operation(
            "Cancel a class; all registrations are released and refunded", access: .staff,
            body: .json(ReasonDTO.self), answers: [.ok(OfferingDTO.self)],
            problems: [.offeringCancelled, .completionStands]
        ) { call in
            let command = CancelOffering.Command(
                offering: try call.path("id"), match: call.versionMatch(),
                reason: try call.decode(ReasonDTO.self).reason, by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                let offering = try await cancel(command, at: call.now, in: unit)
                return try .ok(OfferingDTO(offering), version: offering.version)
            }
        }
    }
}
