import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

/// Registration's part of the journey.
@Suite struct JourneyTests {
    @Test func `C3, C4, D1, E1, E8, F1, F2, I1: from host request to completion, evaluation and statistics`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let coordinator = Caller(roles: [.agencyCoordinator], coordinatorOf: [fixture.agency])
        let officer = Caller()
        let plan: JSON = [
            "agencyId": .string(fixture.agency.description), "courseCode": "basic-sro", "startsOn": "2026-03-30",
            "endsOn": "2026-04-03", "capacity": 24, "venue": RegistrationFixture.venue,
            "contact": ["name": "Carla Cole", "email": "carla@springfield.example"], "equipment": ["projector"],
        ]
        #expect(try await fixture.send("POST", "/v1/host-requests", as: officer, plan).status == 403)
        let request = try await fixture.send("POST", "/v1/host-requests", as: coordinator, plan)
        #expect(request.status == 201)
        let requestID = try #require(request.json["id"]?.string)
        #expect(try await fixture.send("GET", "/v1/host-requests/\(requestID)", as: officer).status == 404)

        let approval = try await fixture.send("POST", "/v1/host-requests/\(requestID)/approval", as: fixture.staff, [:])
        let offering = try #require(approval.json["offeringId"]?.string)
        let search = try await fixture.send("GET", "/v1/offerings?state=IL&course=basic-sro&from=2026-03-30")
        #expect(search.json["items"]?[0]?["id"]?.string == offering)
        #expect(search.json["items"]?[0]?["seatsRemaining"] == 24)
        #expect(try await fixture.facts(of: offering).map(\.type) == ["offering.published"])
        #expect(
            try await fixture.facts(of: requestID).map(\.type) == ["hostRequest.submitted", "hostRequest.approved"])

        let quote = try await fixture.send("GET", "/v1/offerings/\(offering)/quote", as: officer)
        #expect(quote.json["rateCategory"] == "nonMember")
        let total = try #require(quote.json["total"]?.integer)
        let registered = try await fixture.register(officer, offering)
        #expect(registered["status"] == "pendingPayment")
        #expect(registered["total"]?.integer == total)
        let id = try #require(registered["id"]?.string)
        let detail = try await fixture.send("GET", "/v1/offerings/\(offering)")
        #expect(detail.json["seatsRemaining"] == 23)

        let half = try await fixture.pay(registered["invoiceId"], total / 2)
        #expect(half.json["invoice"]?["status"] == "partiallyPaid")
        let rest = try await fixture.pay(registered["invoiceId"], total - total / 2)
        #expect(rest.status == 201)
        #expect(rest.json["invoice"]?["status"] == "paid")
        let own = try await fixture.send("GET", "/v1/registrations/\(id)", as: officer)
        #expect(own.json["status"] == "confirmed")
        let settled = try await fixture.facts(of: registered["invoiceId"]?.string ?? "")
        #expect(settled.map(\.type) == ["payment.settled", "payment.settled"])
        #expect(settled.map { $0.data["fullyPaid"] } == [false, true])

        let early = try await fixture.send(
            "PUT", "/v1/offerings/\(offering)/attendance", as: fixture.staff,
            ["date": "2026-03-30", "present": [.string(id)]])
        #expect(early.code == "dayNotYet")
        fixture.clock.move(to: try instant("2026-04-03T23:00:00Z"))
        for day in ["2026-03-30", "2026-03-31", "2026-04-01", "2026-04-02", "2026-04-03"] {
            let list = try await fixture.send(
                "PUT", "/v1/offerings/\(offering)/attendance", as: fixture.staff,
                ["date": .string(day), "present": [.string(id)]])
            #expect(list.status == 200)
        }
        let done = try await fixture.send(
            "POST", "/v1/offerings/\(offering)/completions", as: fixture.staff, ["all": true])
        #expect(done.json["completed"] == [.string(id)])
        let completion = try #require(done.json["completions"]?[0]?["completionId"])
        let seen = try await fixture.send("GET", "/v1/registrations/\(id)", as: officer)
        #expect(seen.json["completionId"] == completion)
        let roster = try await fixture.send("GET", "/v1/offerings/\(offering)/roster", as: fixture.staff)
        #expect(roster.json["items"]?[0]?["completionId"] == completion)
        let given = try await fixture.send("POST", "/v1/registrations/\(id)/cancellation", as: fixture.staff, [:])
        #expect([409].contains(given.status))
        let again = try await fixture.send(
            "POST", "/v1/offerings/\(offering)/completions", as: fixture.staff, ["registrationIds": [.string(id)]])
        #expect(again.json["refused"]?[0]?["code"] == "alreadyCompleted")

        let evaluation = try await fixture.send(
            "PUT", "/v1/registrations/\(id)/evaluation", as: officer,
            ["answers": ["overall": 5, "content": 5, "instructor": 4, "facility": 4], "comment": "Worth the trip."])
        #expect(evaluation.status == 200)
        #expect(try await fixture.facts(of: id).map(\.type) == ["evaluation.completed"])
        let states = try await fixture.database.query(
            "SELECT data FROM state_record WHERE type LIKE '%completion.state%'")
        #expect(try states.first?.value(at: 0, as: JSON.self)["evaluated"] == true)

        let report = try await fixture.send("GET", "/v1/reports/completions?from=2026-01-01&to=2026-12-31")
        #expect(report.json["rows"]?[0]?["count"] == 1)
        #expect(report.json["rows"]?.array?.count == 7)
        #expect(try await fixture.expectBalancedLedger())
    }

    @Test(.rule(.C1))
    func `C1, C2: the catalogue comes with the migrations and is published once`() async throws {
        let fixture = try await RegistrationFixture()
        let courses = try await fixture.send("GET", "/v1/courses")
        let items = try #require(courses.json["items"]?.array)
        #expect(
            items.compactMap { $0["code"]?.string } == [
                "basic-sro", "advanced-sro", "cpted", "school-security-officer", "sro-management",
                "adolescent-mental-health", "conference",
            ])
        #expect(items.prefix(2).compactMap { $0["hours"]?.integer } == [40, 24])
        let publish = PublishCatalogue(
            journal: fixture.parts.journal, courses: CourseRepository(database: fixture.database))
        try await publish(at: fixture.clock.now)
        #expect(try await fixture.facts(of: "basic-sro").map(\.type) == ["course.changed"])
        let basic = try await fixture.send("GET", "/v1/courses/basic-sro")
        #expect(basic.json["editions"]?.array?.count == 2)
        let changed = try await fixture.send(
            "PATCH", "/v1/courses/basic-sro", as: fixture.staff, ["prices": ["member": 100, "nonMember": 200]],
            headers: ["If-Match": "\"1\""])
        #expect(changed.json["version"] == 2)
        let stale = try await fixture.send(
            "PATCH", "/v1/courses/basic-sro", as: fixture.staff, ["hours": 41], headers: ["If-Match": "\"1\""])
        #expect(stale.status == 412)
    }

    @Test func `C2: an edition's sections have codes of their own, and a course's editions days of their own`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let section: JSON = ["code": "law", "title": "Law", "minutes": 60]
        let edition: JSON = ["name": "Of 2030", "from": "2030-01-01", "sections": [section, section]]
        let twice = try await fixture.send("PATCH", "/v1/courses/basic-sro", as: fixture.staff, ["editions": [edition]])
        #expect(twice.code == "sectionTwice")
        let empty: JSON = ["name": "Of 2030", "from": "2030-01-01", "sections": []]
        let sameDay = try await fixture.send(
            "POST", "/v1/courses", as: fixture.staff,
            [
                "code": "new", "title": "New", "hours": 8, "prices": ["member": 100, "nonMember": 200],
                "editions": [empty, empty],
            ])
        #expect(sameDay.code == "courseExists")
    }

    @Test func `C5, C6: the calendar is searched by state, course, dates, country, words and free seats, page by page`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let basic = try await fixture.offering(capacity: 1)
        let management = try await fixture.offering(
            course: "sro-management", from: "2026-05-04", to: "2026-05-06",
            more: [
                "venue": [
                    "name": "Hall", "address": "1 Main", "city": "Kempten", "country": "DE",
                    "timeZone": "Europe/Berlin",
                ]
            ])
        func found(_ query: String) async throws -> [String] {
            let reply = try await fixture.send("GET", "/v1/offerings?" + query)
            return (reply.json["items"]?.array ?? []).compactMap { $0["id"]?.string }
        }
        #expect(try await found("") == [basic, management])
        #expect(try await found("country=DE") == [management])
        #expect(try await found("course=supervisors%20and%20management") == [management])
        #expect(try await found("state=IL") == [basic])
        #expect(try await found("from=2026-04-01") == [management])
        #expect(try await found("to=2026-04-01") == [basic])
        #expect(try await found("query=kemp") == [management])
        #expect(try await found("query=%27%29%3B%20drop") == [])
        _ = try await fixture.register(Caller(), basic)
        #expect(try await found("hasSeats=true") == [management])
        #expect(try await found("hasSeats=false") == [basic])
        let first = try await fixture.send("GET", "/v1/offerings?limit=1")
        let cursor = try #require(first.json["nextCursor"]?.string)
        #expect(try await found("limit=1&cursor=\(cursor)") == [management])
        let upcoming = try await fixture.send("GET", "/v1/offerings/upcoming")
        #expect(upcoming.json["items"]?.array?.count == 2)
        let detail = try await fixture.send("GET", "/v1/offerings/\(basic)")
        let tag = try #require(detail.headers["ETag"])
        #expect(try await fixture.send("GET", "/v1/offerings/\(basic)", headers: ["If-None-Match": tag]).status == 304)
    }
}
