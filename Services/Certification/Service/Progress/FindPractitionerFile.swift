import CertificationDomain
import Postgres
import Primitives

/// Finds what is known of a person under any of their ids: assignments, own courses, and the approved courses (A5).
struct FindPractitionerFile: Sendable {
    let people: PersonRepository
    let courses: ApprovedCourseRepository

    init(_ parts: CertificationParts) {
        people = PersonRepository(database: parts.database)
        courses = ApprovedCourseRepository(database: parts.database)
    }

    /// Returns the file, without an application, read in one round trip.
    func callAsFunction(of person: PersonID, from source: any RowSource) async throws -> PractitionerFile {
        Rule.keep(.A5)
        let (assignments, training, approved) = try await source.read(
            people.assignments(of: person), people.training(of: person), courses.all)
        return PractitionerFile(assignments: assignments, training: training, approvedCourses: approved)
    }
}
