import HTTP
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

/// C1, C2, C8: the catalogue.
@Suite struct CatalogueTests {
    @Test func `C1: the association's courses and its conference are there from the start, with their hours`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let courses = try await fixture.send("GET", "/v1/courses").json["items"]?.array ?? []
        #expect(
            courses.map { $0.text("title") } == [
                "Basic SRO", "Advanced SRO", "Crime Prevention through Environmental Design",
                "School Security Officer", "SRO Management", "Adolescent Mental Health",
                "National School Safety Conference",
            ])
        func hours(_ code: String) -> Double? { courses.first { $0.text("code") == code }?["hours"]?.double }
        #expect(hours("basic-sro") == 40)
        #expect(hours("advanced-sro") == 24)
        #expect(hours("sro-management") == 24)
        #expect(courses[4]["aliases"] == ["Supervisors and Management"])
        #expect(courses[5]["editions"]?[0]?["from"] == "2018-01-01")
        #expect(courses[6]["kind"] == "conference")
    }

    @Test
    func
        `C2: Basic has a new edition since January 2016, and the minutes of an edition's sections add up to its hours`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let basic = try await fixture.send("GET", "/v1/courses/basic-sro")
        let editions = try #require(basic.json["editions"]?.array)
        #expect(editions.map { $0.text("from") } == ["1991-01-01", "2016-01-01"])
        for course in try await fixture.send("GET", "/v1/courses").json["items"]?.array ?? [] {
            for edition in course["editions"]?.array ?? [] {
                let minutes = (edition["sections"]?.array ?? []).compactMap { $0["minutes"]?.integer }
                #expect(Double(minutes.reduce(0, +)) == (course["hours"]?.double ?? 0) * 60, "\(edition.text("name"))")
            }
        }
    }

    @Test(.rule(.C2))
    func `C2: an edition is added and none is ever changed; a class teaches the edition of its first day`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let edition: JSON = [
            "name": "Basic 2027", "from": "2027-01-01",
            "sections": [["code": "all", "title": "Everything", "minutes": 2400]],
        ]
        let changed = try await fixture.send(
            "PATCH", "/v1/courses/basic-sro", as: fixture.staff, ["editions": [edition]])
        #expect(changed.json["editions"]?.array?.count == 3)
        let again = try await fixture.send(
            "PATCH", "/v1/courses/basic-sro", as: fixture.staff, ["editions": [edition]])
        #expect(again.code == "courseExists")
        var twice = edition
        twice["from"] = "2028-01-01"
        let section: JSON = ["code": "a", "title": "A", "minutes": 10]
        twice["sections"] = [section, section]
        #expect(
            try await fixture.send("PATCH", "/v1/courses/basic-sro", as: fixture.staff, ["editions": [twice]]).code
                == "sectionTwice")
        for (from, name) in [("2026-12-31", "Basic 2016"), ("2027-01-01", "Basic 2027")] {
            let id = try await fixture.offering(from: from, to: "2027-01-04")
            #expect(try await fixture.send("GET", "/v1/offerings/\(id)").json["edition"]?.string == name)
        }
    }

    @Test
    func `only staff changes a course: named fields are replaced, null clears, and a stale version is refused`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let path = "/v1/courses/school-security-officer"
        #expect(try await fixture.send("PATCH", path, as: Caller(), ["title": "X"]).status == 403)
        #expect(try await fixture.send("PATCH", path, ["title": "X"]).status == 401)
        let tag = try #require(try await fixture.send("GET", path).headers["ETag"])
        let named = try await fixture.send(
            "PATCH", path, as: fixture.staff, ["title": "Security Officer"], headers: ["If-Match": tag])
        #expect(named.json["title"] == "Security Officer")
        #expect(named.json["audienceNotice"]?.string != nil)
        #expect(named.json["hours"] == 16)
        let stale = try await fixture.send("PATCH", path, as: fixture.staff, ["hours": 8], headers: ["If-Match": tag])
        #expect(stale.status == 412)
        let cleared = try await fixture.send("PATCH", path, as: fixture.staff, ["audienceNotice": .null])
        #expect(cleared.json["audienceNotice"] == .null)
        #expect(try await fixture.send("PATCH", path, as: fixture.staff, ["code": "x"]).status == 422)
        #expect(try await fixture.send("PATCH", path, as: fixture.staff, ["hours": 0]).status == 422)
        let facts = try await fixture.facts(of: "school-security-officer")
        #expect(facts.map(\.type) == ["course.changed", "course.changed", "course.changed"])
    }

    @Test func `C8: the School Security Officer course names its audience, and anyone may register`() async throws {
        let fixture = try await RegistrationFixture()
        let id = try await fixture.offering(course: "school-security-officer")
        let detail = try await fixture.send("GET", "/v1/offerings/\(id)")
        #expect(detail.json["audienceNotice"] == "For security personnel who are not law enforcement officers")
        #expect(detail.json["hours"] == 16)
        let anybody = try await fixture.register(Caller(), id)
        #expect(anybody["status"] == "pendingPayment")
    }
}
