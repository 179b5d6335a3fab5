import HTTP
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite("C1, C2, C8: the catalogue")
struct CatalogueTests {
    @Test("C1: the association's courses and its conference are there from the start, with their hours")
    func courses() async throws {
        let world = try await RegistrationWorld()
        let courses = try await world.send("GET", "/v1/courses").json["items"]?.array ?? []
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

    @Test("C2: Basic was written anew in January 2016; an edition's sections with their minutes make its hours")
    func editions() async throws {
        let world = try await RegistrationWorld()
        let basic = try await world.send("GET", "/v1/courses/basic-sro")
        let editions = try #require(basic.json["editions"]?.array)
        #expect(editions.map { $0.text("from") } == ["1991-01-01", "2016-01-01"])
        for course in try await world.send("GET", "/v1/courses").json["items"]?.array ?? [] {
            for edition in course["editions"]?.array ?? [] {
                let minutes = (edition["sections"]?.array ?? []).compactMap { $0["minutes"]?.integer }
                #expect(Double(minutes.reduce(0, +)) == (course["hours"]?.double ?? 0) * 60, "\(edition.text("name"))")
            }
        }
    }

    @Test("C2: an edition is added and none is ever changed; a class teaches the edition of its first day")
    func newEdition() async throws {
        let world = try await RegistrationWorld()
        let edition: JSON = [
            "name": "Basic 2027", "from": "2027-01-01",
            "sections": [["code": "all", "title": "Everything", "minutes": 2400]],
        ]
        let changed = try await world.send(
            "PATCH", "/v1/courses/basic-sro", as: world.staff, ["editions": [edition]])
        #expect(changed.json["editions"]?.array?.count == 3)
        let again = try await world.send(
            "PATCH", "/v1/courses/basic-sro", as: world.staff, ["editions": [edition]])
        #expect(again.code == "courseExists")
        var twice = edition
        twice["from"] = "2028-01-01"
        let section: JSON = ["code": "a", "title": "A", "minutes": 10]
        twice["sections"] = [section, section]
        #expect(
            try await world.send("PATCH", "/v1/courses/basic-sro", as: world.staff, ["editions": [twice]]).code
                == "sectionTwice")
        for (from, name) in [("2026-12-31", "Basic 2016"), ("2027-01-01", "Basic 2027")] {
            let id = try await world.offering(from: from, to: "2027-01-04")
            #expect(try await world.send("GET", "/v1/offerings/\(id)").json["edition"]?.string == name)
        }
    }

    @Test("A change of a course is staff's, takes what is named, clears by null, and is refused on a stale version")
    func changes() async throws {
        let world = try await RegistrationWorld()
        let path = "/v1/courses/school-security-officer"
        #expect(try await world.send("PATCH", path, as: Caller(), ["title": "X"]).status == 403)
        #expect(try await world.send("PATCH", path, ["title": "X"]).status == 401)
        let tag = try #require(try await world.send("GET", path).headers["ETag"])
        let named = try await world.send(
            "PATCH", path, as: world.staff, ["title": "Security Officer"], headers: ["If-Match": tag])
        #expect(named.json["title"] == "Security Officer")
        #expect(named.json["audienceNotice"]?.string != nil)
        #expect(named.json["hours"] == 16)
        let stale = try await world.send("PATCH", path, as: world.staff, ["hours": 8], headers: ["If-Match": tag])
        #expect(stale.status == 412)
        let cleared = try await world.send("PATCH", path, as: world.staff, ["audienceNotice": .null])
        #expect(cleared.json["audienceNotice"] == .null)
        #expect(try await world.send("PATCH", path, as: world.staff, ["code": "x"]).status == 422)
        #expect(try await world.send("PATCH", path, as: world.staff, ["hours": 0]).status == 422)
        let facts = try await world.facts(of: "school-security-officer")
        #expect(facts.map(\.type) == ["course.changed", "course.changed", "course.changed"])
    }

    @Test("C8: the School Security Officer course carries a notice for whom it is, and no gate")
    func notice() async throws {
        let world = try await RegistrationWorld()
        let id = try await world.offering(course: "school-security-officer")
        let detail = try await world.send("GET", "/v1/offerings/\(id)")
        #expect(detail.json["audienceNotice"] == "For security personnel who are not law enforcement officers")
        #expect(detail.json["hours"] == 16)
        let anybody = try await world.register(Caller(), id)
        #expect(anybody["status"] == "pendingPayment")
    }
}
