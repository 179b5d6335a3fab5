import HTTP
import Idempotency
import JSONTree
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// Seats that are set aside for an agency, with their history (D3).
struct AllotmentRoutes: Sendable {
    let journal: Journal
    let find: FindAllotment
    let allot: AllotSeats
    let end: EndAllotment

    init(_ parts: RegistrationParts) {
        let seats = SeatParts(parts)
        journal = parts.journal
        find = FindAllotment(offerings: seats.offerings, allotments: seats.allotments)
        allot = AllotSeats(
            policies: parts.policies, offerings: seats.offerings, allotments: seats.allotments, seats: seats.books,
            mail: seats.mail)
        end = seats.endAllotment
    }

    var allotment: Operation {
        Operation(
            "Set seats aside for an agency until a time", access: .staff, body: .json(NewAllotmentDTO.self),
            answers: [.created(AllotmentDTO.self)],
            problems: [.offeringCancelled, .offeringOver, .notEnoughSeats, .expiryOutOfRange], idempotent: true
        ) { call in
            let new: NewAllotmentDTO = try call.decode()
            let command = AllotSeats.Command(
                offering: try call.path("id"), agency: new.agencyId, seats: new.seats, expiresAt: new.expiresAt,
                reason: new.reason, by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                let (record, offering) = try await allot(command, at: call.now, in: unit)
                return try .created(
                    AllotmentDTO(record, of: offering), location: "/v1/seat-allotments/\(record.allotment.id)",
                    version: record.version)
            }
        }
    }

    var list: Operation {
        Operation(
            "List a class's allotments, including ended ones", access: .staff, query: .paging,
            answers: [.page(of: AllotmentDTO.self)]
        ) { call in
            let limit = try call.limit()
            let (records, offering) = try await find.page(
                of: try call.path("id"), after: try call.cursor()?.values(AllotmentID.self), limit: limit)
            return try .ok(
                Page(
                    records, limit: limit, item: { AllotmentDTO($0, of: offering) },
                    cursor: { Cursor($0.allotment.id) }))
        }
    }

    var one: Operation {
        Operation("Show an allotment", access: .staff, answers: [.ok(AllotmentDTO.self)]) { call in
            let (record, offering) = try await find(try call.path("id"))
            return try .ok(AllotmentDTO(record, of: offering), version: record.version)
        }
    }

    var ending: Operation {
        Operation(
            "End an allotment before its time", access: .staff, body: .json(ReasonDTO.schema),
            answers: [.ok(AllotmentDTO.self)], problems: [.allotmentEnded]
        ) { call in
            let command = EndAllotment.Command(
                allotment: try call.path("id"), match: call.versionMatch(),
                reason: try call.decode(ReasonDTO.self).reason, by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                let (record, offering) = try await end(command, at: call.now, in: unit)
                return try .ok(AllotmentDTO(record, of: offering), version: record.version)
            }
        }
    }
}
