package import Primitives

/// Where a candidate stands on the way to instructor.
package enum CandidateStage: String, Sendable, CaseIterable, Codable {
    case intern
    case probationary
    case qualifying
    case instructor
    case removed
    case inactive
    case reinstating
}

/// The time given for the whole process (H19): to the end of `dueOn` in the association's time zone.
package struct ProcessWindow: Hashable, Sendable {
    package let startedOn: Day
    package let dueOn: Day

    package init(startedOn: Day, dueOn: Day) {
        self.startedOn = startedOn
        self.dueOn = dueOn
    }

    /// Same day that many months after acceptance, clamped to the month's end (H19).
    package init(acceptedOn: Day, rules: InstructorRules) {
        self.init(startedOn: acceptedOn, dueOn: acceptedOn.adding(months: rules.processMonths))
    }

    package func isOver(on day: Day) -> Bool { day > dueOn }

    /// Days at which a warning is due, in order (H19).
    package func warnings(rules: InstructorRules) -> [Day] {
        rules.warningDays.sorted(by: >).map { dueOn.adding(days: -$0) }
    }
}

/// What comes next for the candidate, and who acts: the answer to «where am I, what is missing, by when».
package struct NextStep: Hashable, Sendable {
    package let what: String
    package let who: String

    package init(what: String, who: String) {
        self.what = what
        self.who = who
    }
}

extension CandidateStage {
    package func next(hasQualifyingInstructor: Bool) -> NextStep {
        switch self {
        case .intern, .probationary, .qualifying:
            guard hasQualifyingInstructor else {
                return NextStep(what: "A Qualifying Instructor is assigned.", who: "trainingDirector")
            }
            let what =
                switch self {
                case .intern: "An internship at a scheduled class is assigned."
                case .probationary: "A class with the sections not yet taught is assigned."
                default: "A class is assigned in which the whole Basic is taught."
                }
            return NextStep(what: what, who: "trainingDirector")
        case .instructor: return NextStep(what: "Nothing: the process is complete.", who: "nobody")
        case .removed: return NextStep(what: "Nothing: the process has ended.", who: "nobody")
        case .inactive: return NextStep(what: "A written request for reinstatement.", who: "candidate")
        case .reinstating: return NextStep(what: "A decision on the reinstatement.", who: "trainingDirector")
        }
    }
}
