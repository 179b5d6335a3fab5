package import Primitives

/// A completion from the time before the service, as an import states it.
package struct PastCompletion: Hashable, Sendable {
    package var course: CourseCode
    package var completedOn: Day
    package var offeringReference: String?

    package init(course: CourseCode, completedOn: Day, offeringReference: String? = nil) {
        self.course = course
        self.completedOn = completedOn
        self.offeringReference = offeringReference
    }
}

/// The reason why a past completion is not imported.
package enum PastCompletionRejection: Error, Hashable, Sendable {
    case personUnknown
    case courseUnknown(CourseCode)
    case dateInFuture(Day)
}

extension PastCompletion {
    /// Returns the completion, of the edition that was taught on its day. It has no registration.
    ///
    /// - Parameters:
    ///   - person: The person; nil if nobody is known by the import's id or address.
    ///   - courses: The catalogue.
    ///   - today: The date in the association's time zone.
    /// - Throws: `personUnknown`, `courseUnknown`, `dateInFuture`.
    package func completion(
        of person: PersonID?, in courses: [CourseCode: Course], as id: CompletionID, recording: Completion.Recording,
        today: Day
    ) throws(PastCompletionRejection) -> Completion {
        guard let person else { throw .personUnknown }
        guard let course = courses[course], let edition = course.edition(on: completedOn) else {
            throw .courseUnknown(self.course)
        }
        guard completedOn <= today else { throw .dateInFuture(completedOn) }
        return Completion(
            id: id, person: person, course: course.code, edition: edition.id, hours: course.hours,
            completedOn: completedOn, isImported: true, offeringReference: offeringReference, recording: recording)
    }
}

extension RegistrationPolicy {
    /// Returns the day before which the last completion of Basic is old enough for an invitation to retake it (E4).
    package func retakeLimit(on today: Day) -> Day { today.adding(years: -retakeInvitationYears) }
}
