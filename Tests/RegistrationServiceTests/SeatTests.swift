import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite("Seats over HTTP")
struct SeatTests {
    @Test(
        "D1: of 200 parallel requests for the last seat exactly one wins, the others get 409 offeringFull", .rule(.D1))
    func lastSeat() async throws {
        let world = try await RegistrationWorld(pool: 8)
        let offering = try await world.offering(capacity: 1)
        let codes = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    let reply = try await world.send(
                        "POST", "/v1/registrations", as: Caller(), ["offeringId": .string(offering)])
                    return reply.status == 201 ? "won" : "\(reply.status) \(reply.code ?? "")"
                }
            }
            return try await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(codes == ["won": 1, "409 offeringFull": 199])
        let facts = try await world.facts(of: offering)
        #expect(facts.map(\.type) == ["offering.published", "seat.taken"])
        #expect(facts.last?.data["seatsTaken"] == 1)
    }

    @Test("Facts of one offering are numbered without holes, with the seats as they stood after each")
    func factOrder() async throws {
        let world = try await RegistrationWorld(pool: 8)
        let offering = try await world.offering(capacity: 30)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<30 { group.addTask { _ = try await world.register(Caller(), offering) } }
            try await group.waitForAll()
        }
        let facts = try await world.facts(of: offering)
        #expect(facts.map(\.sequence) == Array(1...31))
        #expect(facts.dropFirst().compactMap { $0.data["seatsTaken"]?.integer } == Array(1...30))
    }

    @Test("An idempotency key gives the same answer to the same request, and 422 to another body")
    func idempotency() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering()
        let other = try await world.offering()
        let caller = Caller()
        let key: [String: String] = ["Idempotency-Key": "once"]
        func post(_ offering: String) async throws -> Reply {
            try await world.send(
                "POST", "/v1/registrations", as: caller, ["offeringId": .string(offering)],
                headers: ["Idempotency-Key": key["Idempotency-Key"] ?? ""])
        }
        let first = try await post(offering)
        let second = try await post(offering)
        #expect(first.status == 201)
        #expect(second.status == 201)
        #expect(first.text == second.text)
        #expect(try await post(other).code == "idempotencyKeyReused")
        #expect(try await world.facts(of: offering).filter { $0.type == "seat.taken" }.count == 1)
    }

    @Test("D6: one active registration per person and class; after a cancellation it may be made again")
    func onlyOnce() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering()
        let caller = Caller()
        let first = try await world.register(caller, offering)
        let twice = try await world.send(
            "POST", "/v1/registrations", as: caller, ["offeringId": .string(offering)])
        #expect(twice.code == "alreadyRegistered")
        let cancelled = try await world.send(
            "POST", "/v1/registrations/\(first["id"]?.string ?? "")/cancellation", as: caller, [:])
        #expect(cancelled.json["status"] == "cancelled")
        _ = try await world.register(caller, offering)
    }

    @Test("A1: nobody registers another person, except a coordinator own people, and staff anybody known")
    func others() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering()
        let officer = PersonID.new()
        let stranger = PersonID.new()
        try await world.know(officer, email: "omar@springfield.example", agency: world.agency)
        try await world.know(stranger, email: "ann@elsewhere.example")
        let coordinator = Caller(coordinatorOf: [world.agency])
        func post(_ caller: Caller, _ who: [String: JSON]) async throws -> Reply {
            try await world.send(
                "POST", "/v1/registrations", as: caller,
                .object(["offeringId": .string(offering)].merging(who) { $1 }))
        }
        #expect(try await post(Caller(), ["personId": .string(officer.description)]).status == 403)
        #expect(try await post(coordinator, ["personEmail": "ann@elsewhere.example"]).code == "targetNotEligible")
        #expect(try await post(coordinator, ["personEmail": "nobody@elsewhere.example"]).code == "targetNotEligible")
        #expect(
            try await post(world.staff, ["personId": .string(PersonID.new().description)]).code == "targetNotEligible")
        let registered = try await post(coordinator, ["personEmail": "OMAR@Springfield.example"])
        #expect(registered.json["personId"]?.string == officer.description)
        #expect(try await post(world.staff, ["personId": .string(stranger.description)]).status == 201)
        let roster = try await world.send("GET", "/v1/offerings/\(offering)/roster", as: coordinator)
        #expect(roster.json["items"]?.array?.count == 2)
        #expect(try await world.send("GET", "/v1/offerings/\(offering)/roster", as: Caller()).status == 403)
        let csv = try await world.send(
            "GET", "/v1/offerings/\(offering)/roster", as: world.staff, headers: ["Accept": "text/csv"])
        #expect(csv.text.contains("omar@springfield.example"))
        let pdf = try await world.send(
            "GET", "/v1/offerings/\(offering)/roster", as: world.staff, headers: ["Accept": "application/pdf"])
        #expect(pdf.text.hasPrefix("%PDF-"))
    }

    @Test("D7: a full class is joined by its waitlist; a freed seat is offered, confirmed or passed on")
    func waitlist() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(capacity: 1)
        let (first, second, third) = (Caller(), Caller(), Caller())
        let held = try await world.register(first, offering, more: ["waitlist": true])
        #expect(held["status"] == "pendingPayment")
        let waiting = try await world.register(second, offering, more: ["waitlist": true])
        #expect(waiting["status"] == "waitlisted")
        #expect(waiting["position"] == 1)
        #expect(waiting["invoiceId"] == .null)
        let last = try await world.register(third, offering, more: ["waitlist": true])
        #expect(last["position"] == 2)
        _ = try await world.send(
            "POST", "/v1/registrations/\(held["id"]?.string ?? "")/cancellation", as: first, [:])
        let path = "/v1/registrations/\(waiting["id"]?.string ?? "")"
        let offered = try await world.send("GET", path, as: second)
        #expect(offered.json["status"] == "offered")
        #expect(offered.json["confirmBy"] == "2026-03-03T15:00:00Z")
        #expect(try await world.send("GET", "/v1/offerings/\(offering)").json["seatsRemaining"] == 0)

        world.clock.move(to: try instant("2026-03-04T15:00:00Z"))
        #expect(try await world.send("POST", path + "/confirmation", as: second).code == "offerLapsed")
        try await world.store.endDueSeats(at: world.clock.now)
        #expect(try await world.send("GET", path, as: second).json["status"] == "lapsed")
        let next = "/v1/registrations/\(last["id"]?.string ?? "")"
        let confirmed = try await world.send("POST", next + "/confirmation", as: third)
        #expect(confirmed.json["status"] == "pendingPayment")
        #expect(confirmed.json["invoiceId"]?.string != nil)
        let facts = try await world.facts(of: offering).map(\.type)
        #expect(
            facts == [
                "offering.published", "seat.taken", "seat.waitlisted", "seat.waitlisted", "seat.released",
                "seat.offered", "seat.released", "seat.offered", "seat.confirmed",
            ])
    }

    @Test("D4, E3: the discount of who gave the seat away is charged to who got it")
    func discountAtTransfer() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering()
        let owner = Caller()
        let target = PersonID.new()
        try await world.know(target, email: "right@springfield.example")
        let imported = try await world.send(
            "POST", "/v1/imports/completions", as: world.staff,
            text: "personId,courseCode,completedOn\n\(target),basic-sro,2019-05-01\n", type: "text/csv")
        #expect(imported.json["accepted"] == 1)
        let registered = try await world.register(owner, offering)
        _ = try await world.pay(registered["invoiceId"], 54500)
        let moved = try await world.send(
            "POST", "/v1/registrations/\(registered["id"]?.string ?? "")/transfer", as: owner,
            ["toEmail": "right@springfield.example"])
        #expect(moved.json["total"]?.integer == 54500 - 10000 + 5000)
        #expect(moved.json["refund"] == 5000)
        #expect(moved.json["status"] == "confirmed")
        let back = try await world.send("GET", "/v1/registrations/\(registered["id"]?.string ?? "")", as: world.staff)
        #expect(back.json == moved.json)
        #expect(try await world.expectBalancedLedger())
    }

    @Test("D7: nobody waits for a class that is over, and an offer ends when the class begins at its venue")
    func waitingIsOver() async throws {
        let world = try await RegistrationWorld(at: "2026-03-29T15:00:00Z")
        let offering = try await world.offering(capacity: 1)
        let (first, second, third) = (Caller(), Caller(), Caller())
        let held = try await world.register(first, offering)
        let offered = try await world.register(second, offering, more: ["waitlist": true])
        let waiting = try await world.register(third, offering, more: ["waitlist": true])
        _ = try await world.send(
            "POST", "/v1/registrations/\(held["id"]?.string ?? "")/cancellation", as: first, [:])
        let path = "/v1/registrations/\(offered["id"]?.string ?? "")"
        #expect(try await world.send("GET", path, as: second).json["confirmBy"] == "2026-03-30T05:00:00Z")
        world.clock.move(to: try instant("2026-03-30T05:00:00Z"))
        #expect(try await world.send("POST", path + "/confirmation", as: second).code == "offeringStarted")
        world.clock.move(to: try instant("2026-04-06T00:00:00Z"))
        #expect(try await world.send("POST", path + "/cancellation", as: second, [:]).json["status"] == "cancelled")
        try await world.store.endDueSeats(at: world.clock.now)
        let last = try await world.send("GET", "/v1/registrations/\(waiting["id"]?.string ?? "")", as: third)
        #expect(last.json["status"] == "lapsed")
        #expect(try await world.facts(of: offering).last?.data["cause"] == "offeringOver")
    }

    @Test("D5, F1: who attended or completed the class cannot give the seat back, and so completes it once")
    func usedSeat() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(from: "2026-03-01", to: "2026-03-02")
        let caller = Caller()
        let registered = try await world.register(caller, offering)
        let cancellation = "/v1/registrations/\(registered["id"]?.string ?? "")/cancellation"
        func present(_ day: String, _ ids: [JSON]) async throws -> Int {
            try await world.send(
                "PUT", "/v1/offerings/\(offering)/attendance", as: world.staff,
                ["date": .string(day), "present": .array(ids)]
            ).status
        }
        let id = registered["id"] ?? .null
        #expect(try await present("2026-03-01", [id]) == 200)
        #expect(try await world.send("POST", cancellation, as: caller, [:]).code == "alreadyAttended")
        #expect(try await world.send("POST", cancellation, as: world.staff, [:]).code == "alreadyAttended")
        #expect(try await present("2026-03-01", []) == 200)
        #expect(try await world.send("POST", cancellation, as: caller, [:]).status == 200)
    }

    @Test("D4: a transfer keeps the seat, adds its fee, and answers every unfit target alike", .rule(.D4))
    func transfer() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(capacity: 1)
        let owner = Caller()
        let target = PersonID.new()
        try await world.know(target, email: "right@springfield.example")
        let registered = try await world.register(owner, offering)
        let path = "/v1/registrations/\(registered["id"]?.string ?? "")/transfer"
        let unknown = try await world.send("POST", path, as: owner, ["toEmail": "nobody@example.org"])
        #expect(unknown.code == "targetNotEligible")
        #expect(
            try await world.send("POST", path, as: Caller(), ["toEmail": "right@springfield.example"]).status == 404)
        let moved = try await world.send("POST", path, as: owner, ["toEmail": "right@springfield.example"])
        #expect(moved.status == 200)
        #expect(moved.json["personId"]?.string == target.description)
        #expect(moved.json["fees"]?[0]?["amount"] == 5000)
        #expect(moved.json["total"]?.integer == 59500)
        let fact = try #require(try await world.facts(of: offering).last)
        #expect(fact.type == "seat.transferred")
        #expect(fact.data["personId"]?.string == owner.person.description)
        #expect(fact.data["toPersonId"]?.string == target.description)
        #expect(fact.data["seatsTaken"] == 1)
    }

    @Test("D3: an allotment lowers the seats, is drawn from by its coordinator, and gives back what is left")
    func allotment() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(capacity: 3)
        let officer = PersonID.new()
        try await world.know(officer, agency: world.agency)
        let made = try await world.send(
            "POST", "/v1/offerings/\(offering)/seat-allotments", as: world.staff,
            [
                "agencyId": .string(world.agency.description), "seats": 2, "expiresAt": "2026-03-05T00:00:00Z",
                "reason": "They called.",
            ])
        #expect(made.status == 201)
        #expect(made.json["seatsRemaining"] == 1)
        _ = try await world.register(Caller(), offering)
        let full = try await world.send(
            "POST", "/v1/registrations", as: Caller(), ["offeringId": .string(offering)])
        #expect(full.code == "offeringFull")
        let waiting = try await world.register(Caller(), offering, more: ["waitlist": true])
        _ = try await world.register(
            Caller(coordinatorOf: [world.agency]), offering, more: ["personId": .string(officer.description)])
        world.clock.move(to: try instant("2026-03-05T00:00:00Z"))
        try await world.store.endDueSeats(at: world.clock.now)
        let facts = try await world.facts(of: offering)
        #expect(facts.map(\.type).suffix(3) == ["seat.taken", "seat.allotmentEnded", "seat.offered"])
        #expect(facts.suffix(3).compactMap { $0.data["seatsTaken"]?.integer } == [3, 2, 3])
        #expect(facts.last?.data["registrationId"] == waiting["id"])
    }

    @Test("D5: a class called off releases and refunds everybody; capacity is never set below the seats taken")
    func calledOff() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(capacity: 2)
        let paid = try await world.register(Caller(), offering)
        _ = try await world.pay(paid["invoiceId"], 54500)
        _ = try await world.register(Caller(), offering)
        _ = try await world.register(Caller(), offering, more: ["waitlist": true])
        let low = try await world.send("PATCH", "/v1/offerings/\(offering)", as: world.staff, ["capacity": 1])
        #expect(low.code == "capacityBelowTaken")
        let off = try await world.send(
            "POST", "/v1/offerings/\(offering)/cancellation", as: world.staff, ["reason": "The venue burnt down."])
        #expect(off.json["status"] == "cancelled")
        #expect(off.json["seatsRemaining"] == 0)
        let facts = try await world.facts(of: offering)
        #expect(facts.map(\.type).suffix(4) == ["offering.cancelled"] + Array(repeating: "seat.released", count: 3))
        #expect(facts.last?.data["seatsTaken"] == 0)
        let invoice = try await world.send(
            "GET", "/v1/invoices/\(paid["invoiceId"]?.string ?? "")", as: world.staff)
        #expect(invoice.json["status"] == "void")
        #expect(invoice.json["paid"] == 0)
        let refund = try await world.facts(of: paid["invoiceId"]?.string ?? "").last
        #expect(refund?.type == "payment.refunded")
        #expect(refund?.data["fullyRefunded"] == true)
        #expect(try await world.expectBalancedLedger())
        let search = try await world.send("GET", "/v1/offerings")
        #expect(search.json["items"] == [])
    }

    @Test("E6: audits are for candidates and by staff's word, take a seat and cost nothing")
    func audit() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(capacity: 2)
        let caller = Caller()
        let body: JSON = ["offeringId": .string(offering), "kind": "audit"]
        #expect(try await world.send("POST", "/v1/registrations", as: caller, body).code == "auditNotAllowed")
        try await world.database.execute(
            "INSERT INTO candidate (id, person_id, stage) VALUES (\(CandidateID.new()), \(caller.person), 'intern')")
        let audit = try await world.send("POST", "/v1/registrations", as: caller, body)
        #expect(audit.json["status"] == "confirmed")
        #expect(audit.json["total"] == 0)
        #expect(audit.json["rateCategory"] == "audit")
        #expect(try await world.send("GET", "/v1/offerings/\(offering)").json["seatsRemaining"] == 1)
        let staffKind: JSON = ["offeringId": .string(offering), "kind": "staff"]
        #expect(try await world.send("POST", "/v1/registrations", as: Caller(), staffKind).code == "kindNotAllowed")
    }

    @Test("A class is changed in what is named, and raising its capacity offers the seat to the waitlist")
    func change() async throws {
        let world = try await RegistrationWorld()
        let offering = try await world.offering(capacity: 1)
        _ = try await world.register(Caller(), offering)
        let waiting = try await world.register(Caller(), offering, more: ["waitlist": true])
        let changed = try await world.send(
            "PATCH", "/v1/offerings/\(offering)", as: world.staff,
            [
                "capacity": 2, "leadInstructorId": .string(PersonID.new().description), "equipment": ["projector"],
                "contact": ["name": "Dan", "email": "dan@springfield.example"],
            ])
        #expect(changed.json["capacity"] == 2)
        #expect(changed.json["seatsRemaining"] == 0)
        let detail = try await world.send("GET", "/v1/offerings/\(offering)")
        #expect(detail.json["equipment"] == ["projector"])
        let facts = try await world.facts(of: offering)
        #expect(facts.map(\.type).suffix(2) == ["offering.changed", "seat.offered"])
        #expect(facts.last?.data["registrationId"] == waiting["id"])
        #expect(facts.last?.data["capacity"] == 2)
    }

    @Test("D5: days left are counted at the venue, also over the night when its clocks change")
    func deadlineOverClockChange() async throws {
        // Chicago's clocks go forward on 8 March 2026 at 02:00: at 04:59Z it is still the 8th there, at 05:00Z the 9th.
        let world = try await RegistrationWorld(at: "2026-03-09T04:59:00Z")
        let offering = try await world.offering(from: "2026-03-22", to: "2026-03-26")
        func fee() async throws -> JSON? {
            let caller = Caller()
            let registered = try await world.register(caller, offering)
            let cancelled = try await world.send(
                "POST", "/v1/registrations/\(registered["id"]?.string ?? "")/cancellation", as: caller, [:])
            return cancelled.json["fees"]?[0]?["amount"]
        }
        #expect(try await fee() == 7500)
        world.clock.move(to: try instant("2026-03-09T05:00:00Z"))
        #expect(try await fee() == 54500)
    }
}
