package import Primitives

/// Why a day's attendance cannot be recorded (F1).
package enum AttendanceRejection: Error, Hashable, Sendable {
    case notADayOfTheClass(Day)
    /// Attendance opens on the day itself, at the venue.
    case dayNotYet(Day)
    case offeringCancelled
    /// These do not sit in the class.
    case notAttending([RegistrationID])
}

extension Offering {
    /// F1: a day's whole list, from that day on in the venue's zone.
    package func recordAttendance(
        on day: Day, present: [RegistrationID], attending: Set<RegistrationID>, at moment: RegistrationMoment
    ) throws(AttendanceRejection) -> [RegistrationID] {
        guard status == .published else { throw .offeringCancelled }
        guard startsOn <= day, day <= endsOn else { throw .notADayOfTheClass(day) }
        guard day <= moment.venueDay else { throw .dayNotYet(day) }
        let strangers = Set(present).subtracting(attending)
        guard strangers.isEmpty else { throw .notAttending(strangers.sorted()) }
        return Set(present).sorted()
    }
}

/// Why a registration's completion cannot be recorded, or an evaluation not be given.
package enum CompletionRejection: Error, Hashable, Sendable {
    /// Completion opens on the class's last day, at the venue.
    case offeringNotOver(endsOn: Day)
    case offeringCancelled
    case notRegistered
    /// E6: audits and teaching staff earn none.
    case kindEarnsNoCompletion(RegistrationKind)
    case attendanceIncomplete(attended: Int, needed: Int)
    case alreadyCompleted
    /// F2: the evaluation opens with the first day attended.
    case evaluationNotOpen
    /// F7: these do not teach the class.
    case notInstructors([PersonID])
}

/// What completion asks about one registration (F1).
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
    /// Days that must be attended: the policy's share of the class's days, rounded up.
    package func attendanceNeeded(under policy: RegistrationPolicy) -> Int {
        (days.count * policy.attendanceMinimumPercent + 99) / 100
    }

    /// F1: from the last day on.
    package func openCompletion(at moment: RegistrationMoment) throws(CompletionRejection) {
        guard status == .published else { throw .offeringCancelled }
        guard moment.venueDay >= endsOn else { throw .offeringNotOver(endsOn: endsOn) }
    }

    /// F1, E6: whether this registration completes the class.
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
