import DomainClock
import HTTP
import JSONTree
import Primitives
import TestSupport
import Testing

@testable import RegistrationService

/// The refusals of registrations, allotments, attendance and evaluations, each provoked.
extension CensusFixture {
    func refuseRegistrations() async throws {
        let full = try await fixture.offering(capacity: 1)
        let owner = Caller()
        let held = try await fixture.register(owner, full)
        func post(_ offering: String, _ more: [String: JSON] = [:]) -> JSON {
            .object(["offeringId": .string(offering)].merging(more) { $1 })
        }
        let path = "/v1/registrations"
        try await refuse("notFound", "POST", path, as: owner, post(OfferingID.new().description))
        try await refuse("offeringFull", "POST", path, as: Caller(), post(full))
        try await refuse("alreadyRegistered", "POST", path, as: owner, post(full))
        try await refuse("auditNotAllowed", "POST", path, as: Caller(), post(full, ["kind": "audit"]))
        try await refuse("kindNotAllowed", "POST", path, as: Caller(), post(full, ["kind": "staff"]))
        try await refuse(
            "targetNotEligible", "POST", path, as: fixture.staff, post(full, ["personEmail": "nobody@example.org"]))
        let named: [String: JSON] = ["personId": .string(PersonID.new().description)]
        try await refuse("forbidden", "POST", path, as: Caller(), post(full, named))

        let own = "\(path)/\(held.text("id"))"
        try await refuse("registrationStatus", "POST", own + "/confirmation", as: owner)
        try await refuse("targetNotEligible", "POST", own + "/transfer", as: owner, ["toEmail": "nobody@example.org"])
        try await refuse(
            "preconditionFailed", "POST", own + "/cancellation", as: owner, [:], headers: ["If-Match": "\"9\""])
        _ = try await done("POST", own + "/cancellation", as: owner, [:])
        try await refuse("registrationStatus", "POST", own + "/cancellation", as: owner, [:])
        let target = PersonID.new()
        try await fixture.know(target)
        let to: JSON = ["toPersonId": .string(target.description)]
        try await refuse("registrationStatus", "POST", own + "/transfer", as: owner, to)

        let teacher = PersonID.new()
        try await fixture.know(teacher)
        let taught = try await fixture.register(
            fixture.staff, try await fixture.offering(),
            more: ["personId": .string(teacher.description), "kind": "staff"])
        try await refuse(
            "kindNotAllowed", "POST", "\(path)/\(taught.text("id"))/transfer", as: Caller(person: teacher), to)

        let key: HTTPHeaders = ["Idempotency-Key": "once"]
        _ = try await fixture.send("POST", path, as: owner, post(full), headers: key)
        try await refuse(
            "idempotencyKeyReused", "POST", path, as: owner, post(full, ["purchaseOrder": "7"]), headers: key)
        try await refuseOffers()
        try await refuseOldSeats(to)
    }

    private func refuseOffers() async throws {
        let offering = try await fixture.offering(capacity: 1)
        let (first, second) = (Caller(), Caller())
        let held = try await fixture.register(first, offering)
        let waiting = try await fixture.register(second, offering, more: ["waitlist": true])
        _ = try await done("POST", "/v1/registrations/\(held.text("id"))/cancellation", as: first, [:])
        fixture.clock.move(to: fixture.clock.now.adding(seconds: 49 * 3600))
        let path = "/v1/registrations/\(waiting.text("id"))/confirmation"
        try await refuse("offerLapsed", "POST", path, as: second)
        let soon = try await fixture.offering(capacity: 1, from: "2026-03-04", to: "2026-03-05")
        let last = try await fixture.register(first, soon)
        let next = try await fixture.register(second, soon, more: ["waitlist": true])
        _ = try await done("POST", "/v1/registrations/\(last.text("id"))/cancellation", as: first, [:])
        fixture.clock.move(to: try instant("2026-03-04T06:00:00Z"))
        try await refuse("offeringStarted", "POST", "/v1/registrations/\(next.text("id"))/confirmation", as: second)
    }

    /// From 4 March on.
    private func refuseOldSeats(_ target: JSON) async throws {
        let (owner, visitor) = (Caller(), Caller())
        let begun = try await fixture.offering(from: "2026-03-04", to: "2026-03-05")
        let late = try await fixture.register(owner, begun)
        let path = "/v1/registrations/\(late.text("id"))"
        try await refuse("offeringStarted", "POST", path + "/transfer", as: owner, target)
        let evaluation: JSON = ["answers": ["overall": 5, "content": 5, "instructor": 5, "facility": 5]]
        try await refuse("evaluationNotOpen", "PUT", path + "/evaluation", as: owner, evaluation)
        let attendance = "/v1/offerings/\(begun)/attendance"
        func list(_ day: String, _ id: String) -> JSON { ["date": .string(day), "present": [.string(id)]] }
        try await refuse("dayNotYet", "PUT", attendance, as: fixture.staff, list("2026-03-05", late.text("id")))
        try await refuse("notADayOfTheClass", "PUT", attendance, as: fixture.staff, list("2026-03-06", late.text("id")))
        try await refuse(
            "notAttending", "PUT", attendance, as: fixture.staff, list("2026-03-04", RegistrationID.new().description))
        try await refuse(
            "offeringNotOver", "POST", "/v1/offerings/\(begun)/completions", as: fixture.staff, ["all": true])
        _ = try await done("PUT", attendance, as: fixture.staff, list("2026-03-04", late.text("id")))
        try await refuse(
            "notInstructors", "PUT", path + "/evaluation", as: owner,
            .object(
                (evaluation.object ?? [:]).merging([
                    "instructors": [["personId": .string(PersonID.new().description), "rating": 1]]
                ]) { $1 }))
        try await refuse("alreadyAttended", "POST", path + "/cancellation", as: owner, [:])
        try await refuse(
            "dayAttended", "PATCH", "/v1/offerings/\(begun)", as: fixture.staff, ["startsOn": "2026-03-05"])
        try await refuse(
            "datesPassed", "PATCH", "/v1/offerings/\(begun)", as: fixture.staff, ["startsOn": "2026-03-03"])

        // It is 5 March already in Auckland when a class there is found to be in Illinois, where it has not begun.
        var venue = RegistrationFixture.venue.object ?? [:]
        venue.merge(["timeZone": "Pacific/Auckland", "country": "NZ"]) { $1 }
        venue["state"] = nil
        let abroad = try await fixture.offering(from: "2026-03-05", to: "2026-03-05", more: ["venue": .object(venue)])
        let away = try await fixture.register(visitor, abroad)
        fixture.clock.move(to: try instant("2026-03-04T20:00:00Z"))
        _ = try await done(
            "PUT", "/v1/offerings/\(abroad)/attendance", as: fixture.staff, list("2026-03-05", away.text("id")))
        _ = try await done("PATCH", "/v1/offerings/\(abroad)", as: fixture.staff, ["venue": RegistrationFixture.venue])
        try await refuse(
            "alreadyAttended", "POST", "/v1/registrations/\(away.text("id"))/transfer", as: visitor, target)

        fixture.clock.move(to: try instant("2026-03-05T20:00:00Z"))
        let completed = try await done(
            "POST", "/v1/offerings/\(abroad)/completions", as: fixture.staff, ["all": true])
        try await refuse(
            "completionStands", "PATCH", "/v1/offerings/\(abroad)", as: fixture.staff, ["endsOn": "2026-03-06"])
        try await refuse(
            "completionStands", "POST", "/v1/offerings/\(abroad)/cancellation", as: fixture.staff, ["reason": "Late."])
        let void = "/v1/completions/\(completed["completions"]?[0]?.text("completionId") ?? "")/void"
        _ = try await done("POST", void, as: fixture.staff, ["reason": "Wrong list."])
        try await refuse("alreadyVoided", "POST", void, as: fixture.staff, ["reason": "Twice."])

        let missed = try await fixture.offering(from: "2026-03-05", to: "2026-03-05")
        let absent = try await fixture.register(owner, missed)
        fixture.clock.move(to: try instant("2026-03-07T06:00:00Z"))
        try await refuse(
            "offeringOver", "POST", "/v1/registrations/\(absent.text("id"))/cancellation", as: owner, [:])
        try await refuse(
            "offeringOver", "POST", "/v1/registrations", as: Caller(), ["offeringId": .string(missed)])
        try await refuse(
            "offeringOver", "POST", "/v1/offerings/\(missed)/seat-allotments", as: fixture.staff,
            allotment(1, until: "2026-04-01T00:00:00Z"))
    }

    private func allotment(_ seats: Int, until: String) -> JSON {
        [
            "agencyId": .string(fixture.agency.description), "seats": .integer(seats), "expiresAt": .string(until),
            "reason": "They called.",
        ]
    }

    func refuseAllotments() async throws {
        let offering = try await fixture.offering(capacity: 2)
        let path = "/v1/offerings/\(offering)/seat-allotments"
        try await refuse(
            "notEnoughSeats", "POST", path, as: fixture.staff, allotment(3, until: "2026-03-20T00:00:00Z"))
        try await refuse(
            "expiryOutOfRange", "POST", path, as: fixture.staff, allotment(1, until: "2026-01-01T00:00:00Z"))
        let made = try await done("POST", path, as: fixture.staff, allotment(2, until: "2026-03-20T00:00:00Z"))
        try await refuse(
            "capacityBelowTaken", "PATCH", "/v1/offerings/\(offering)", as: fixture.staff, ["capacity": 1])
        let end = "/v1/seat-allotments/\(made.text("id"))/end"
        _ = try await done("POST", end, as: fixture.staff, ["reason": "No need."])
        try await refuse("allotmentEnded", "POST", end, as: fixture.staff, ["reason": "Twice."])
    }

    func refuseCalledOff() async throws {
        let offering = try await fixture.offering()
        let path = "/v1/offerings/\(offering)"
        _ = try await done("POST", path + "/cancellation", as: fixture.staff, ["reason": "It burnt down."])
        try await refuse("offeringCancelled", "POST", path + "/cancellation", as: fixture.staff, ["reason": "Twice."])
        try await refuse("offeringCancelled", "PATCH", path, as: fixture.staff, ["capacity": 3])
        try await refuse(
            "offeringCancelled", "POST", path + "/seat-allotments", as: fixture.staff,
            allotment(1, until: "2026-03-20T00:00:00Z"))
        try await refuse(
            "offeringCancelled", "POST", "/v1/registrations", as: Caller(), ["offeringId": .string(offering)])
        try await refuse(
            "offeringCancelled", "PUT", path + "/attendance", as: fixture.staff, ["date": "2026-03-30", "present": []])
        try await refuse("offeringCancelled", "POST", path + "/completions", as: fixture.staff, ["all": true])
    }
}
