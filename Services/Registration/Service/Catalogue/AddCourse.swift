import Contracts
import Messaging
import Primitives
import RegistrationDomain
import UseCases

/// Adds a course to the catalogue (C1, C2).
struct AddCourse: Sendable {
    let courses: CourseRepository
    let policies: Policies

    /// - Throws: `CourseRejection`.
    func callAsFunction(_ proposal: CourseProposal, at now: Instant, in unit: UnitOfWork) async throws -> Course {
        Rule.keep(.C1, .C2)
        let course = try Course(proposal, edition: .new(), on: policies.associationDay(now))
        try await courses.requireNames(of: course, in: unit)
        guard try await courses.insert(course, in: unit) else { throw CourseRejection.codeTaken }
        unit.publish(course, at: now)
        return course
    }
}

extension CourseRepository {
    /// Requires that no other course has one of the course's names (C1).
    ///
    /// - Throws: `CourseRejection.nameTaken`.
    func requireNames(of course: Course, in unit: UnitOfWork) async throws {
        if let other = try await code(named: course.names, except: course.code, in: unit) {
            throw CourseRejection.nameTaken(by: other)
        }
    }
}
