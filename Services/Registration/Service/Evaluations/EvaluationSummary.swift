import Primitives
import RegistrationDomain

/// The average of each rating of a class.
struct ClassAverages: Codable, Sendable {
    var overall: Double
    var content: Double
    var instructor: Double
    var facility: Double
}

/// The evaluations of a class in one: a `jsonb` column.
struct ClassSummary: Codable, Sendable {
    var answers: Int
    var averages: ClassAverages
    var comments: [String]
}

/// The ratings of one instructor in one: a `jsonb` column.
struct RatingSummary: Codable, Sendable {
    var answers: Int
    var average: Double
    var comments: [String]
}

/// The published ratings of an instructor.
struct InstructorSummary: Sendable {
    var person: PersonID
    var ratings: RatingSummary
}

/// What is published of a class's evaluations (F7).
struct EvaluationSummary: Sendable {
    /// The number of evaluations at present.
    var answers: Int
    /// Nil until enough evaluations are complete for a publication.
    var published: ClassSummary?
    var instructors: [InstructorSummary]
}
