package import Primitives

/// The reason why a registration's completion cannot be recorded, or an evaluation not be given.
package enum CompletionRejection: Error, Hashable, Sendable {
    /// The class's last day has not begun at the venue.
    case offeringNotOver(endsOn: Day)
    case offeringCancelled
    case notRegistered
    /// Audits and teaching staff earn no completion (E6).
    case kindEarnsNoCompletion(RegistrationKind)
    case attendanceIncomplete(attended: Int, needed: Int)
    case alreadyCompleted
    /// The evaluation opens with the first day attended (F2).
    case evaluationNotOpen
    /// These persons do not teach the class (F7).
    case notInstructors([PersonID])
}

/// What decides whether one registration completes its class (F1).
package struct CompletionCandidate: Hashable, Sendable {
    package var registration: RegistrationID
    package var kind: RegistrationKind
    package var status: RegistrationStatus
    package var attendedDays: Int
    package var isCompleted: Bool

    package init(
        registration: RegistrationID, kind: RegistrationKind, status: RegistrationStatus, attendedDays: Int,
        isCompleted: Bool
    ) {
        self.registration = registration
        self.kind = kind
        self.status = status
        self.attendedDays = attendedDays
        self.isCompleted = isCompleted
    }
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

    /// Checks that a registration completes the class (F1, E6).
    ///
    /// - Throws: `notRegistered`, `kindEarnsNoCompletion`, `alreadyCompleted`, `attendanceIncomplete`.
    package func complete(_ candidate: CompletionCandidate, under policy: RegistrationPolicy)
        throws(CompletionRejection)
    {
        guard candidate.status.attends else { throw .notRegistered }
        guard candidate.kind.earnsCompletion else { throw .kindEarnsNoCompletion(candidate.kind) }
        guard !candidate.isCompleted else { throw .alreadyCompleted }
        let needed = attendanceNeeded(under: policy)
        guard candidate.attendedDays >= needed else {
            throw .attendanceIncomplete(attended: candidate.attendedDays, needed: needed)
        }
    }
}
