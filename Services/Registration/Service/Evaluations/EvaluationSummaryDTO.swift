import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// What is published of a class's evaluations (F7).
struct EvaluationSummaryDTO: WireType {
    struct Averages: WireType {
        var overall: Double
        var content: Double
        var instructor: Double
        var facility: Double

        init(_ averages: ClassAverages) {
            overall = averages.overall
            content = averages.content
            instructor = averages.instructor
            facility = averages.facility
        }
    }

    /// An instructor, intern or probationary instructor with at least five ratings.
    struct Instructor: WireType {
        var personId: PersonID
        var answers: Int
        var average: Double
        var comments: [String]

        static let constraints = Constraints([
            CodingKeys.answers: .integer(min: 0), .comments: .array(.text, max: 100_000),
        ])

        init(_ summary: InstructorSummary) {
            personId = summary.person
            answers = summary.ratings.answers
            average = summary.ratings.average
            comments = summary.ratings.comments
        }
    }

    var answers: Int
    /// The number of evaluations that the averages and comments include.
    var shownAnswers: Int
    /// Null while there are fewer than five evaluations, so that no attendee can be identified.
    @Nullable var averages: Averages?
    var comments: [String]
    var instructors: [Instructor]

    static let constraints = Constraints([
        CodingKeys.answers: .integer(min: 0), .shownAnswers: .integer(min: 0),
        .comments: .array(.text, max: 100_000),
    ])

    init(_ summary: EvaluationSummary) {
        answers = summary.answers
        shownAnswers = summary.published?.answers ?? 0
        averages = (summary.published?.averages).map(Averages.init)
        comments = summary.published?.comments ?? []
        instructors = summary.instructors.map(Instructor.init)
    }
}
