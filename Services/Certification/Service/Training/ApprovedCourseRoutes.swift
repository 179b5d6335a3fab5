import CertificationDomain
import HTTP
import Idempotency
import Messaging
import Primitives
import Web

/// The registry of other providers' approved courses (G3, G5).
struct ApprovedCourseRoutes: Sendable {
    let journal: Journal
    let courses: ApprovedCourseRepository
    let approve: ApproveCourse

    init(_ parts: CertificationParts) {
        journal = parts.journal
        courses = ApprovedCourseRepository(database: parts.database)
        approve = ApproveCourse(courses: courses)
    }

    var list: Operation {
        Operation(
            "List the approved courses of other providers", access: .anyone, query: .paging,
            answers: [.page(of: ApprovedCourseDTO.self)]
        ) { call in
            let limit = try call.limit()
            let found = try await courses.list(
                after: try call.cursor()?.values(String.self, ApprovedCourseID.self), limit: limit)
            return try .ok(
                Page(found, limit: limit, item: ApprovedCourseDTO.init, cursor: { Cursor($0.title, $0.id) }))
        }
    }

    var approval: Operation {
        Operation(
            "Approve a course of another provider", access: .staff, body: .json(NewApprovedCourseDTO.self),
            answers: [.created(ApprovedCourseDTO.self)], problems: [.datesReversed], idempotent: true
        ) { call in
            let course = try call.decode(NewApprovedCourseDTO.self).course(.new())
            return try await journal.transact(call) { unit in
                approve(course, in: unit)
                return try .created(
                    ApprovedCourseDTO(course), location: "/v1/approved-courses", version: course.version)
            }
        }
    }
}
