import CertificationDomain
import HTTP
import JSONTree
import Messaging
import Postgres
import Primitives
import TestSupport
import Testing
import UseCases

@testable import CertificationService

@Suite struct ApprovedCourseRepositoryTests {
    @Test func `a course is found as it was inserted, by pages and among all`() async throws {
        let fixture = try await CertificationFixture()
        let courses = ApprovedCourseRepository(database: fixture.database)
        let first = ApprovedCourse(
            id: .new(), title: "Academy Basic", provider: "State academy", serves: .advanced, minutes: 2400,
            validity: try ApprovedCourse.Validity(from: day("2020-01-01"), to: day("2025-12-31")), version: 2)
        let second = ApprovedCourse(
            id: .new(), title: "Basic", provider: "City academy", serves: .basic, minutes: 2500,
            validity: ApprovedCourse.Validity(from: day("2021-01-01")), version: 3)
        try await expectStored(
            first, second,
            insert: { course in try await fixture.update { unit in courses.insert(course, in: unit) } },
            find: { course in
                try await courses.list(after: nil, limit: 10).first { $0.id == course.id }
            })
        #expect(try await fixture.database.read(courses.all) == [first, second])
        #expect(try await courses.list(after: (first.title, first.id), limit: 10) == [second])
    }

    @Test(.rule(.G3, .G5)) func `staff approve a course that does not end before it starts`() async throws {
        let fixture = try await CertificationFixture()
        let staff = Caller(roles: [.staff])
        func approve(until last: String) async throws -> Reply {
            try await fixture.send(
                "POST", "/v1/approved-courses", as: staff,
                [
                    "title": "State Basic", "provider": "State academy", "serves": "basic", "hours": 40,
                    "validFrom": "2020-01-02", "validTo": .string(last),
                ])
        }
        #expect(try await approve(until: "2020-01-01").code == "datesReversed")
        let made = try await approve(until: "2020-01-02")
        #expect(made.status == 201 && made.headers["ETag"] == "\"1\"", "\(made.text)")
        let listed = try await fixture.send("GET", "/v1/approved-courses").json["items"]?.array
        #expect(listed == [made.json])
    }
}
