import Messaging
import Primitives
import UseCases

/// Publishes the courses that a migration inserted (C1). It runs at each start and publishes each course once.
struct PublishCatalogue: Sendable {
    let journal: Journal
    let courses: CourseRepository

    func callAsFunction(at now: Instant) async throws {
        Rule.keep(.C1)
        try await journal.update { unit in
            let unpublished = try await courses.lockUnpublished(in: unit)
            for course in unpublished { unit.publish(course, at: now) }
            courses.markPublished(unpublished, in: unit)
        }
    }
}
