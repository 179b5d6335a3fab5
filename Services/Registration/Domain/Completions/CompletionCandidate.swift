package import Primitives

/// The reason why the completion of a registration cannot be recorded (F1).
package enum CompletionRejection: Error, Hashable, Sendable {
    /// The class's last day has not begun at the venue.
    case offeringNotOver(endsOn: Day)
    case offeringCancelled
    case notRegistered
    /// Audits and teaching staff earn no completion (E6).
    case kindEarnsNoCompletion(RegistrationKind)
    case attendanceIncomplete(attended: Int, needed: Int)
    case alreadyCompleted
}

/// What decides whether one registration completes its class (F1).
package struct CompletionCandidate: Hashable, Sendable {
    package var registration: RegistrationID
    package var person: PersonID
    package var kind: RegistrationKind
    package var status: RegistrationStatus
    package var attendedDays: Int
    /// Whether a completion of the registration is recorded and not voided.
    package var isCompleted: Bool
    package var isEvaluated: Bool

    package init(
        registration: RegistrationID, person: PersonID, kind: RegistrationKind, status: RegistrationStatus,
        attendedDays: Int, isCompleted: Bool, isEvaluated: Bool
    ) {
        self.registration = registration
        self.person = person
        self.kind = kind
        self.status = status
        self.attendedDays = attendedDays
        self.isCompleted = isCompleted
        self.isEvaluated = isEvaluated
    }

    /// Whether a request to complete the whole class includes the registration: it has a seat and no completion.
    package var isIncludedInAll: Bool { status.attends && !isCompleted }
}

extension Offering {
    /// Returns the number of days that completion requires: the policy's share of the class's days, rounded up (F1).
    package func attendanceNeeded(under policy: RegistrationPolicy) -> Int {
        (days.count * policy.attendanceMinimumPercent + 99) / 100
    }

    /// Checks that completions may be recorded: from the class's last day on (F1).
    package func openCompletion(at moment: RegistrationMoment) throws(CompletionRejection) {
        guard status == .published else { throw .offeringCancelled }
        guard moment.venueDay >= endsOn else { throw .offeringNotOver(endsOn: endsOn) }
    }

    /// Returns the completion of a registration (F1, E6). It is dated by the class's last day.
    ///
    /// - Parameters:
    ///   - candidate: The registration; nil if the class has none with the requested id.
    ///   - hours: The hours of the class's course.
    /// - Throws: `notRegistered`, `kindEarnsNoCompletion`, `alreadyCompleted`, `attendanceIncomplete`.
    package func complete(
        _ candidate: CompletionCandidate?, as id: CompletionID, hours: Double, under policy: RegistrationPolicy,
        by person: PersonID, at now: Instant
    ) throws(CompletionRejection) -> Completion {
        guard let candidate, candidate.status.attends else { throw .notRegistered }
        guard candidate.kind.earnsCompletion else { throw .kindEarnsNoCompletion(candidate.kind) }
        guard !candidate.isCompleted else { throw .alreadyCompleted }
        let needed = attendanceNeeded(under: policy)
        guard candidate.attendedDays >= needed else {
            throw .attendanceIncomplete(attended: candidate.attendedDays, needed: needed)
        }
        return Completion(
            id: id, person: candidate.person, registration: candidate.registration, offering: self.id, course: course,
            edition: edition, hours: hours, completedOn: endsOn,
            recording: Completion.Recording(by: person, at: now, rulePack: policy.version),
            isEvaluated: candidate.isEvaluated)
    }
}
