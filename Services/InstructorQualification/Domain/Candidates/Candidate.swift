package import Primitives

/// A person on the way to instructor, or an instructor (H13–H22).
package struct Candidate: Hashable, Sendable {
    package var id: CandidateID
    package var person: PersonID
    /// Every id of the person after merges (A5). The repository reads them with the candidate and never writes them.
    package var personIDs: Set<PersonID>
    /// The accepted application.
    package var application: ApplicationID
    package var stage: CandidateStage
    package var qualifyingInstructor: PersonID?
    package var window: ProcessWindow
    /// Whether a prerequisite has lapsed; the progress is retained.
    package var suspended: Bool
    package var createdAt: Instant
    package var version: Int

    package init(
        id: CandidateID, person: PersonID, personIDs: Set<PersonID>? = nil, application: ApplicationID,
        stage: CandidateStage = .intern, qualifyingInstructor: PersonID? = nil, window: ProcessWindow,
        suspended: Bool = false, createdAt: Instant, version: Int = 1
    ) {
        self.id = id
        self.person = person
        self.personIDs = personIDs ?? [person]
        self.application = application
        self.stage = stage
        self.qualifyingInstructor = qualifyingInstructor
        self.window = window
        self.suspended = suspended
        self.createdAt = createdAt
        self.version = version
    }

    /// Whether the candidate is the person, under any of their ids (A5).
    package func isSame(as person: PersonID) -> Bool { personIDs.contains(person) }

    /// Assigns the Qualifying Instructor for the whole process, in place of the previous one (H13).
    ///
    /// - Parameter isKnown: Whether accounts has such a person.
    /// - Returns: The note for the candidate's history.
    /// - Throws: `ownQualifyingInstructor`, `personUnknown`.
    package mutating func assign(
        _ instructor: PersonID, isKnown: Bool, by director: PersonID, at instant: Instant
    ) throws(CandidateRejection) -> CandidateNote {
        guard !isSame(as: instructor) else { throw .ownQualifyingInstructor }
        guard isKnown else { throw .personUnknown }
        qualifyingInstructor = instructor
        return CandidateNote(.qualifyingInstructor(instructor), by: director, at: instant)
    }

    /// Gives the candidate more time (H19).
    ///
    /// - Returns: The note for the candidate's history.
    /// - Throws: `extensionNotLater` unless the day is after the end of the window.
    package mutating func extend(
        until day: Day, because reason: String, by director: PersonID, at instant: Instant
    ) throws(CandidateRejection) -> CandidateNote {
        guard day > window.dueOn else { throw .extensionNotLater }
        window.dueOn = day
        return CandidateNote(.extended(until: day, reason: reason), by: director, at: instant)
    }
}

/// An entry of a candidate's history: a decision, with who took it and when.
package struct CandidateNote: Hashable, Sendable {
    package enum Subject: Hashable, Sendable {
        case qualifyingInstructor(PersonID)
        case extended(until: Day, reason: String)
    }

    package var subject: Subject
    package var by: PersonID
    package var at: Instant

    package init(_ subject: Subject, by person: PersonID, at instant: Instant) {
        self.subject = subject
        by = person
        at = instant
    }
}

/// The reason why a candidate cannot be changed or inserted.
package enum CandidateRejection: Error, Hashable, Sendable {
    /// The person is in the process already.
    case alreadyInProcess
    case ownQualifyingInstructor
    /// The Qualifying Instructor is not a person that accounts knows.
    case personUnknown
    case extensionNotLater
}
