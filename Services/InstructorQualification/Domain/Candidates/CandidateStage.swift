/// The stage of a candidate on the way to instructor.
package enum CandidateStage: String, Sendable, CaseIterable, Codable {
    case intern
    case probationary
    case qualifying
    case instructor
    case removed
    case inactive
    case reinstating

    /// Whether a person in this stage cannot apply, because they are in the process or an instructor already.
    package var excludesApplication: Bool {
        switch self {
        case .intern, .probationary, .qualifying, .instructor: true
        case .removed, .inactive, .reinstating: false
        }
    }
}

/// What comes next for a candidate, and who acts.
package struct NextStep: Hashable, Sendable {
    package enum Actor: String, Sendable, CaseIterable {
        case trainingDirector
        case candidate
        case nobody
    }

    /// A sentence for the candidate.
    package let what: String
    package let actor: Actor

    package init(_ what: String, by actor: Actor) {
        self.what = what
        self.actor = actor
    }
}

extension Candidate {
    package var next: NextStep {
        switch stage {
        case .intern, .probationary, .qualifying:
            guard qualifyingInstructor != nil else {
                return NextStep("A Qualifying Instructor is assigned.", by: .trainingDirector)
            }
            let what =
                switch stage {
                case .intern: "An internship at a scheduled class is assigned."
                case .probationary: "A class with the sections not yet taught is assigned."
                default: "A class is assigned in which the whole Basic is taught."
                }
            return NextStep(what, by: .trainingDirector)
        case .instructor: return NextStep("Nothing: the process is complete.", by: .nobody)
        case .removed: return NextStep("Nothing: the process has ended.", by: .nobody)
        case .inactive: return NextStep("A written request for reinstatement.", by: .candidate)
        case .reinstating: return NextStep("A decision on the reinstatement.", by: .trainingDirector)
        }
    }
}
