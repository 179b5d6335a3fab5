package import Primitives

/// A person's completion of a course: earned in a class (F1), or imported from the time before the service.
package struct Completion: Hashable, Sendable {
    package struct Recording: Hashable, Sendable {
        package var by: PersonID
        package var at: Instant
        /// The version of the rule pack by which the completion was earned; nil for an imported one.
        package var rulePack: String?

        package init(by person: PersonID, at instant: Instant, rulePack: String? = nil) {
            by = person
            at = instant
            self.rulePack = rulePack
        }
    }

    package struct Voiding: Hashable, Sendable {
        package var by: PersonID
        package var at: Instant
        package var reason: String

        package init(by person: PersonID, at instant: Instant, reason: String) {
            by = person
            at = instant
            self.reason = reason
        }
    }

    package var id: CompletionID
    package var person: PersonID
    /// Nil for an imported completion, like the offering.
    package var registration: RegistrationID?
    package var offering: OfferingID?
    package var course: CourseCode
    package var edition: EditionID
    package var hours: Double
    package var completedOn: Day
    package var isImported: Bool
    /// The class as an import names it.
    package var offeringReference: String?
    package var recording: Recording
    package internal(set) var voiding: Voiding?
    /// Whether the person has evaluated the class (F2).
    package var isEvaluated: Bool
    package var version: Int

    package init(
        id: CompletionID, person: PersonID, registration: RegistrationID? = nil, offering: OfferingID? = nil,
        course: CourseCode, edition: EditionID, hours: Double, completedOn: Day, isImported: Bool = false,
        offeringReference: String? = nil, recording: Recording, voiding: Voiding? = nil, isEvaluated: Bool = false,
        version: Int = 1
    ) {
        self.id = id
        self.person = person
        self.registration = registration
        self.offering = offering
        self.course = course
        self.edition = edition
        self.hours = hours
        self.completedOn = completedOn
        self.isImported = isImported
        self.offeringReference = offeringReference
        self.recording = recording
        self.voiding = voiding
        self.isEvaluated = isEvaluated
        self.version = version
    }
}

/// An error for a completion that was voided before.
package struct AlreadyVoided: Error, Hashable, Sendable {
    package init() {}
}

extension Completion {
    package var isVoided: Bool { voiding != nil }

    /// Voids a completion that was recorded in error (F1).
    package mutating func void(
        because reason: String, by person: PersonID, at now: Instant
    ) throws(AlreadyVoided) {
        guard !isVoided else { throw AlreadyVoided() }
        voiding = Voiding(by: person, at: now, reason: reason)
    }
}
