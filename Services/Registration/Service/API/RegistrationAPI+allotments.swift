import HTTP
import JSONSchema
import JSONTree
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// D3: seats kept for an agency that called; who made each, why, what was drawn from it, and how it ended.
extension RegistrationAPI {
    var allotmentEndpoints: [Endpoint] {
        [
            Endpoint(
                "POST", "/v1/offerings/{id}/seat-allotments", "Keep seats for an agency for a while", access: .staff,
                body: .json(NewAllotmentDTO.schema), answers: [.created(AllotmentDTO.schema)],
                problems: [.offeringCancelled, .offeringOver, .notEnoughSeats, .expiryOutOfRange], idempotent: true
            ) { call in try await allot(call) },
            Endpoint(
                "GET", "/v1/offerings/{id}/seat-allotments", "A class's allotments, ended ones too", access: .staff,
                query: .paging, answers: [.page(of: AllotmentDTO.schema)]
            ) { call in
                let offering = try await offering(call)
                let limit = try call.limit()
                let records = try await store.allotments(
                    of: offering.id, after: try call.cursor()?.values(AllotmentID.self), limit: limit)
                return try .ok(
                    Page(
                        records, limit: limit,
                        item: { AllotmentDTO($0, seatsRemaining: offering.seatsRemaining) },
                        cursor: { Cursor($0.allotment.id) }))
            },
            Endpoint(
                "GET", "/v1/seat-allotments/{id}", "An allotment", access: .staff, answers: [.ok(AllotmentDTO.schema)]
            ) { call in
                guard let record = try await store.allotment(try call.path("id"), from: store.database),
                    let offering = try await store.offering(record.offering, from: store.database)
                else { throw Problem.notFound }
                return try .ok(
                    AllotmentDTO(record, seatsRemaining: offering.seatsRemaining), version: record.version)
            },
            Endpoint(
                "POST", "/v1/seat-allotments/{id}/end", "End an allotment before its time", access: .staff,
                body: .json(ReasonDTO.schema), answers: [.ok(AllotmentDTO.schema)], problems: [.allotmentEnded]
            ) { call in
                let reason = try call.decode(ReasonDTO.self).reason
                let principal = try call.signedIn()
                return try await transact(call) { unit in
                    let id: AllotmentID = try call.path("id")
                    guard let found = try await store.allotment(id, from: unit.sql),
                        let offering = try await store.lock(found.offering, in: unit),
                        let record = try await store.allotment(id, from: unit.sql)
                    else { throw Problem.notFound }
                    try call.requireMatch(record.version)
                    guard record.endedAt == nil else { throw Problem(.allotmentEnded) }
                    let after = try await store.end(
                        id, of: offering, by: principal.personID, reason: reason, at: call.now, in: unit)
                    guard let ended = try await store.allotment(id, from: unit.sql) else { throw Problem.notFound }
                    return try .ok(
                        AllotmentDTO(ended, seatsRemaining: after.seatsRemaining), version: ended.version)
                }
            },
        ]
    }

    private func allot(_ call: Call) async throws -> Response {
        let new = try call.decode(NewAllotmentDTO.self)
        let principal = try call.signedIn()
        return try await transact(call) { unit in
            var offering = try await lockedOffering(call, in: unit)
            guard new.expiresAt > call.now, new.expiresAt < call.now.adding(seconds: 366 * 86_400) else {
                throw Problem(.expiryOutOfRange)
            }
            var book = try await store.book(of: offering, allotments: true, in: unit)
            let allotment = SeatAllotment(
                id: .new(), agency: new.agencyId, seats: new.seats, expiresAt: new.expiresAt)
            try book.allot(allotment, at: store.moment(call.now, venueZone: offering.venue.timeZone))
            offering.seatsTaken = book.seatsTaken
            store.add(
                allotment, to: &offering, reason: new.reason, by: principal.personID, at: call.now, in: unit)
            let record = AllotmentRecord(
                allotment: allotment, offering: offering.id, reason: new.reason, madeBy: principal.personID,
                madeAt: call.now, registrations: [], version: 1)
            return try .created(
                AllotmentDTO(record, seatsRemaining: offering.seatsRemaining),
                location: "/v1/seat-allotments/\(allotment.id)", version: 1)
        }
    }
}
