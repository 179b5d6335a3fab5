import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// The ratings of a class, each from 1 to 5.
struct EvaluationAnswersDTO: WireType {
    var overall: Int
    var content: Int
    var instructor: Int
    var facility: Int

    static let constraints = Constraints([
        CodingKeys.overall: .rating, .content: .rating, .instructor: .rating, .facility: .rating,
    ])

    init(_ ratings: ClassRatings) {
        overall = ratings.overall
        content = ratings.content
        instructor = ratings.instructor
        facility = ratings.facility
    }

    var ratings: ClassRatings {
        ClassRatings(overall: overall, content: content, instructor: instructor, facility: facility)
    }
}

/// The rating of one instructor.
struct InstructorRatingDTO: WireType {
    var personId: PersonID
    var rating: Int
    @Nullable var comment: String?

    static let constraints = Constraints([CodingKeys.rating: .rating, .comment: .text])

    init(_ rating: InstructorRating) {
        personId = rating.person
        self.rating = rating.rating
        comment = rating.comment
    }

    var value: InstructorRating { InstructorRating(person: personId, rating: rating, comment: comment) }
}

/// An attendee's evaluation, as it is filed.
struct NewEvaluationDTO: WireType {
    var answers: EvaluationAnswersDTO
    var comment: String?
    var instructors: [InstructorRatingDTO]?

    static let constraints = Constraints([CodingKeys.comment: .text, .instructors: .array(.derived, max: 20)])
}

/// An attendee's evaluation (F2, F7).
struct EvaluationDTO: WireType {
    var answers: EvaluationAnswersDTO
    @Nullable var comment: String?
    var instructors: [InstructorRatingDTO]
    var registrationId: RegistrationID
    var version: Int

    static let constraints = Constraints([CodingKeys.comment: .text, .version: .version])

    init(_ evaluation: Evaluation) {
        answers = EvaluationAnswersDTO(evaluation.answers)
        comment = evaluation.comment
        instructors = evaluation.ratings.map(InstructorRatingDTO.init)
        registrationId = evaluation.registration
        version = evaluation.version
    }
}

extension Schema {
    fileprivate static var rating: Schema { .integer(min: 1, max: 5) }
}
