package import JSONSchema
import JSONTree
package import Primitives

/// One person's completion of a course; an imported one has no registration.
package struct CompletionChange: EventValue {
    package var personId: PersonID
    package var registrationId: RegistrationID?
    package var offeringId: OfferingID?
    package var courseCode: String
    package var editionId: EditionID
    package var hours: Double
    package var completedOn: Day
    package var imported: Bool

    package init(
        personId: PersonID, registrationId: RegistrationID? = nil, offeringId: OfferingID? = nil, courseCode: String,
        editionId: EditionID, hours: Double, completedOn: Day, imported: Bool
    ) {
        self.personId = personId
        self.registrationId = registrationId
        self.offeringId = offeringId
        self.courseCode = courseCode
        self.editionId = editionId
        self.hours = hours
        self.completedOn = completedOn
        self.imported = imported
    }

    package static let schema = Schema.event(
        .required("personId", .uuid),
        .optional("registrationId", .uuid),
        .optional("offeringId", .uuid),
        .required("courseCode", .string()),
        .required("editionId", .uuid),
        .required("hours", .number()),
        .required("completedOn", .date),
        .required("imported", .boolean))
}

/// Attended and completed (F1): certificate, statistics and practitioner hours follow.
package struct CompletionRecorded: SharedFact {
    package static let type = "org.muster.registration.completion.recorded.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "completionId"
    package var data: CompletionChange

    package init(_ data: CompletionChange) { self.data = data }
}

/// Recorded in error; it counts no longer.
package struct CompletionVoided: SharedFact {
    package static let type = "org.muster.registration.completion.voided.v1"
    package static let topic = Topic.facts(of: .registration)
    package static let key = "completionId"
    package var data: CompletionChange

    package init(_ data: CompletionChange) { self.data = data }
}

/// A completion as it is now.
package struct CompletionState: ExtendedState {
    package static let type = "org.muster.registration.completion.state.v1"
    package static let topic = Topic.state(of: .registration)
    package static let key = "completionId"
    package var data: CompletionChange
    package var more: CompletionStanding

    package init(_ data: CompletionChange, _ more: CompletionStanding) {
        self.data = data
        self.more = more
    }
}

/// What became of a completion.
package struct CompletionStanding: EventValue {
    package var voided: Bool
    package var evaluated: Bool

    package init(voided: Bool, evaluated: Bool) {
        self.voided = voided
        self.evaluated = evaluated
    }

    package static let schema = Schema.event(
        .required("voided", .boolean),
        .required("evaluated", .boolean))
}
