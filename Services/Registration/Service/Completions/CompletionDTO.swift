import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain
import Web

/// The registrations whose completions are requested: some by their ids, or all.
struct CompletionRequestDTO: Codable, Sendable, WireValue {
    /// Nil for all that have a seat and no completion.
    var registrationIds: [RegistrationID]?
    var all: Bool?

    static func schema(as role: WireRole) -> Schema {
        .oneOf([
            .object(.required("registrationIds", .array(.uuid, max: 100_000, unique: true))),
            .object(.required("all", .constant(true))),
        ])
    }

    static var sample: CompletionRequestDTO { CompletionRequestDTO(all: true) }
}

/// What was recorded, and what was refused.
struct CompletedDTO: WireType {
    struct Recorded: WireType {
        var registrationId: RegistrationID
        var completionId: CompletionID
    }

    struct Refused: WireType {
        var registrationId: RegistrationID
        var code: String
        var detail: String
    }

    var completed: [RegistrationID]
    /// The same with the ids by which the completions can be voided.
    var completions: [Recorded]
    var refused: [Refused]

    static let constraints = Constraints([
        CodingKeys.completed: .array(.derived, max: 100_000), .completions: .array(.derived, max: 100_000),
        .refused: .array(.derived, max: 100_000),
    ])

    init(_ result: RecordCompletions.Result) {
        completed = result.recorded.map(\.registration)
        completions = result.recorded.map {
            Recorded(registrationId: $0.registration, completionId: $0.completion)
        }
        refused = result.refused.map { registration, rejection in
            let problem = rejection.problem
            return Refused(
                registrationId: registration, code: problem.code, detail: problem.detail ?? problem.title)
        }
    }
}

/// A completion (F1).
struct CompletionDTO: WireType {
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

    static let constraints = Constraints([CodingKeys.version: .version])

    init(_ completion: Completion) {
        id = completion.id
        personId = completion.person
        registrationId = completion.registration
        offeringId = completion.offering
        courseCode = completion.course
        editionId = completion.edition
        hours = completion.hours
        completedOn = completion.completedOn
        imported = completion.isImported
        voided = completion.isVoided
        voidReason = completion.voiding?.reason
        version = completion.version
    }
}
