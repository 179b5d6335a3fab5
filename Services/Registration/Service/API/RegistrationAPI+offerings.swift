import Contracts
import HTTP
import JSONSchema
import JSONTree
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// What staff does with classes: posting, changing, calling off.
extension RegistrationAPI {
    var offeringEndpoints: [Endpoint] {
        [
            Endpoint(
                "POST", "/v1/offerings", "Post a class or conference", access: .staff,
                body: .json(NewOfferingDTO.schema), answers: [.created(OfferingDTO.schema)],
                problems: [.datesOutOfOrder, .courseUnknown, .timeZoneUnknown] + Self.priceProblems, idempotent: true
            ) { call in
                let new = try call.decode(NewOfferingDTO.self)
                return try await transact(call) { unit in
                    let course = try await store.course(new.courseCode, from: unit.sql)
                    let zone = new.venue.timeZone
                    let offering = try Offering.publish(
                        .new(), as: new.plan, on: new.terms, for: new.agencyId, course: course, isZone: isZone(zone),
                        at: store.moment(call.now, venueZone: zone))
                    let details = OfferingDetails(
                        contact: try JSON.of(new.contact), equipment: new.equipment ?? [], notes: new.notes)
                    store.publish(offering, details, at: call.now, in: unit)
                    return try .created(
                        OfferingDTO(offering), location: "/v1/offerings/\(offering.id)", version: offering.version)
                }
            },
            Endpoint(
                "PATCH", "/v1/offerings/{id}", "Change a class",
                description: "A class that is moved keeps its seats. The days that somebody attended remain its days.",
                access: .staff, body: .json(OfferingChangeDTO.schema), answers: [.ok(OfferingDTO.schema)],
                problems: [
                    .offeringCancelled, .capacityBelowTaken, .datesOutOfOrder, .dayAttended, .completionStands,
                    .datesPassed, .timeZoneUnknown,
                ] + Self.priceProblems
            ) { call in try await change(call) },
            Endpoint(
                "POST", "/v1/offerings/{id}/cancellation", "Call a class off: everybody is released and refunded",
                access: .staff, body: .json(ReasonDTO.schema), answers: [.ok(OfferingDTO.schema)],
                problems: [.offeringCancelled, .completionStands]
            ) { call in
                let reason = try call.decode(ReasonDTO.self).reason
                let principal = try call.signedIn()
                return try await transact(call) { unit in
                    let offering = try await lockedOffering(call, in: unit)
                    try call.requireMatch(offering.version)
                    guard try await !store.isCompleted(offering.id, in: unit) else { throw Problem(.completionStands) }
                    let cancelled = try await store.cancel(
                        offering, reason: reason, by: principal.personID, at: call.now, in: unit)
                    return try .ok(OfferingDTO(cancelled), version: cancelled.version)
                }
            },
        ]
    }

    private func isZone(_ name: String) -> Bool { store.zones.zone(name) != nil }

    private func change(_ call: Call) async throws -> Response {
        let change = try call.decode(OfferingChangeDTO.self)
        let principal = try call.signedIn()
        return try await transact(call) { unit in
            var offering = try await lockedOffering(call, in: unit)
            try call.requireMatch(offering.version)
            guard offering.status == .published else { throw Problem(.offeringCancelled) }
            let before = offering
            if let venue = change.venue {
                try venue.venue.check(isZone: isZone(venue.timeZone))
                offering.venue = venue.venue
            }
            if let startsOn = change.startsOn, startsOn != offering.startsOn {
                offering.startsOn = startsOn
                // C2: the edition is that of the day on which the class is held.
                let course = try await store.course(offering.course, from: unit.sql)
                offering.edition = course?.edition(on: startsOn)?.id ?? offering.edition
            }
            offering.endsOn = change.endsOn ?? offering.endsOn
            guard Offering.canLast(from: offering.startsOn, to: offering.endsOn) else {
                throw Problem(.datesOutOfOrder)
            }
            try await store.move(before, to: offering, by: principal.personID, at: call.now, in: unit)
            offering.title = change.title ?? offering.title
            if let prices = change.prices {
                try approve(prices, of: &offering, call, in: unit)
            }
            if call.has("leadInstructorId") { offering.leadInstructor = change.leadInstructorId }
            let capacity = change.capacity ?? offering.capacity
            var book = try await store.book(of: offering, freeing: offering.waitlistLength, in: unit)
            let promoted = try book.decide(
                .resize(capacity: capacity), at: store.moment(call.now, venueZone: offering.venue.timeZone),
                under: store.policy(at: call.now))
            offering.capacity = capacity
            store.update(offering, at: call.now, in: unit)
            offering.version += 1
            if var details = try await store.details(of: offering.id, from: unit.sql) {
                if let contact = change.contact { details.contact = try JSON.of(contact) }
                details.equipment = change.equipment ?? details.equipment
                if call.has("notes") { details.notes = change.notes }
                store.update(details, of: offering.id, in: unit)
            }
            unit.publish(.offeringChanged, OfferingChange(offering), of: offering.id, at: call.now)
            unit.setState(.offering, OfferingState(offering), of: offering.id, at: call.now)
            store.tellChange(of: offering, before: before, at: call.now, in: unit)
            store.write(promoted, of: &offering, at: call.now, in: unit)
            return try .ok(OfferingDTO(offering), version: offering.version)
        }
    }
}
