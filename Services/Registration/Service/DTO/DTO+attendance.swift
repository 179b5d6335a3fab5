import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

struct AttendanceDTO: Codable, Sendable {
    var date: Day
    var present: [RegistrationID]

    static let schema = Schema.object(
        .required("date", .date), .required("present", .array(.uuid, max: 100_000, unique: true)))
}

/// A day's list as it stands.
struct AttendanceDayDTO: Codable, Sendable {
    var date: Day
    var present: [RegistrationID]
    var version: Int

    static let schema = Schema.ref(
        "AttendanceDay",
        .object(
            .required("date", .date), .required("present", .array(.uuid, max: 100_000)),
            .required("version", .version)))
}

struct CompletionWishDTO: Codable, Sendable {
    var registrationIds: [RegistrationID]?
    var all: Bool?

    static let schema = Schema.oneOf([
        .object(.required("registrationIds", .array(.uuid, max: 100_000, unique: true))),
        .object(.required("all", .constant(true))),
    ])
}

struct CompletedDTO: Codable, Sendable {
    struct Refused: Codable, Sendable {
        var registrationId: RegistrationID
        var code: String
        var detail: String
    }

    struct Recorded: Codable, Sendable {
        var registrationId: RegistrationID
        var completionId: CompletionID
    }

    var completed: [RegistrationID]
    /// The same with the completions' own ids, by which they can be voided.
    var completions: [Recorded]
    var refused: [Refused]

    static let schema = Schema.object(
        .required("completed", .array(.uuid, max: 100_000)),
        .required(
            "completions",
            .array(.object(.required("registrationId", .uuid), .required("completionId", .uuid)), max: 100_000)),
        .required(
            "refused",
            .array(
                .object(
                    .required("registrationId", .uuid), .required("code", .string()), .required("detail", .string())),
                max: 100_000)))
}

struct CompletionDTO: Codable, Sendable {
    var id: CompletionID
    var personId: PersonID
    @Nullable var registrationId: RegistrationID?
    @Nullable var offeringId: OfferingID?
    var courseCode: CourseCode
    var editionId: EditionID
    var hours: Double
    var completedOn: Day
    var imported: Bool
    var voided: Bool
    @Nullable var voidReason: String?
    var version: Int

    init(_ record: CompletionRecord) {
        id = record.id
        personId = record.person
        registrationId = record.registration
        offeringId = record.offering
        courseCode = record.course
        editionId = record.edition
        hours = record.hours
        completedOn = record.completedOn
        imported = record.isImported
        voided = record.isVoided
        voidReason = record.voidReason
        version = record.version
    }

    static let schema = Schema.object(
        .required("id", .uuid), .required("personId", .uuid), .nullable("registrationId", .uuid),
        .nullable("offeringId", .uuid), .required("courseCode", .courseCode), .required("editionId", .uuid),
        .required("hours", .number), .required("completedOn", .date), .required("imported", .boolean),
        .required("voided", .boolean), .nullable("voidReason", .string()), .required("version", .version))
}

struct EvaluationAnswersDTO: Codable, Sendable {
    var overall: Int
    var content: Int
    var instructor: Int
    var facility: Int

    static let schema = Schema.object(
        .required("overall", .integer(min: 1, max: 5)), .required("content", .integer(min: 1, max: 5)),
        .required("instructor", .integer(min: 1, max: 5)), .required("facility", .integer(min: 1, max: 5)))
}

/// An attendee's evaluation, in and out (F2, F7).
struct EvaluationDTO: Codable, Sendable {
    struct Rating: Codable, Sendable {
        var personId: PersonID
        var rating: Int
        @Nullable var comment: String?
    }

    var answers: EvaluationAnswersDTO
    @Nullable var comment: String?
    var instructors: [Rating]?
    var registrationId: RegistrationID?
    var version: Int?

    init(_ record: EvaluationRecord) {
        answers = EvaluationAnswersDTO(
            overall: record.overall, content: record.content, instructor: record.instructor, facility: record.facility)
        comment = record.comment
        instructors = record.ratings.map {
            Rating(personId: $0.person, rating: $0.rating, comment: $0.comment)
        }
        registrationId = record.registration
        version = record.version
    }

    static let request = Schema.object(
        .required("answers", EvaluationAnswersDTO.schema), .optional("comment", .text),
        .optional(
            "instructors",
            .array(
                .object(
                    .required("personId", .uuid), .required("rating", .integer(min: 1, max: 5)),
                    .optional("comment", .text)), max: 20)))

    static let schema = Schema.object(
        .required("answers", EvaluationAnswersDTO.schema), .nullable("comment", .text),
        .required(
            "instructors",
            .array(
                .object(
                    .required("personId", .uuid), .required("rating", .integer(min: 1, max: 5)),
                    .nullable("comment", .text)))),
        .required("registrationId", .uuid), .required("version", .version))
}

struct EvaluationSummaryDTO: Codable, Sendable {
    struct Averages: Codable, Sendable {
        var overall: Double
        var content: Double
        var instructor: Double
        var facility: Double
    }

    /// Of one instructor, intern or probationary instructor; they stand here from five answers about them on.
    struct Instructor: Codable, Sendable {
        var personId: PersonID
        var answers: Int
        var average: Double
        var comments: [String]
    }

    var answers: Int
    /// How many of them the averages and comments are of: they go on in steps (F7).
    var shownAnswers: Int
    /// Null below five answers, so that nobody can be recognised.
    @Nullable var averages: Averages?
    var comments: [String]
    var instructors: [Instructor]

    static let schema = Schema.object(
        .required("answers", .integer(min: 0)), .required("shownAnswers", .integer(min: 0)),
        .nullable(
            "averages",
            .object(
                .required("overall", .number), .required("content", .number), .required("instructor", .number),
                .required("facility", .number))), .required("comments", .array(.text, max: 100_000)),
        .required(
            "instructors",
            .array(
                .object(
                    .required("personId", .uuid), .required("answers", .integer(min: 0)), .required("average", .number),
                    .required("comments", .array(.text, max: 100_000))))))
}
