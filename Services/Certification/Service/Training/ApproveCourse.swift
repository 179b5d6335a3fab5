import CertificationDomain
import Messaging
import Primitives

/// Approves a course of another provider for a requirement (G3, G5).
struct ApproveCourse: Sendable {
    let courses: ApprovedCourseRepository

    func callAsFunction(_ course: ApprovedCourse, in unit: UnitOfWork) {
        Rule.keep(.G3, .G5)
        courses.insert(course, in: unit)
    }
}
