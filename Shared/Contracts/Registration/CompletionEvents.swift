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

/// The current state of a completion.
package typealias CompletionState = ExtendedValue<CompletionChange, CompletionStanding>

/// The fields of a completion's state that its facts do not have.
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

extension EventType<CompletionID, CompletionChange> {
    package static let completionRecorded = Self(
        fact: "registration.completion.recorded", of: .registration, keyedBy: "completionId",
        "The person completed the course (F1). It counts for the certificate, statistics and practitioner hours.")
    package static let completionVoided = Self(
        fact: "registration.completion.voided", of: .registration, keyedBy: "completionId",
        "The completion was recorded in error; it no longer counts.")
}

extension StateType<CompletionID, CompletionState> {
    package static let completion = Self(
        state: "registration.completion", on: .state(of: .registration), keyedBy: "completionId",
        "The current state of a completion.")
}

extension Catalogue {
    static let completions: [any CatalogueEntry] = [
        EventType.completionRecorded, EventType.completionVoided, StateType.completion,
    ]
}
