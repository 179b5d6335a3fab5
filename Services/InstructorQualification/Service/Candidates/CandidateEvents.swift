import Contracts
import InstructorQualificationDomain

extension CandidateChange {
    init(_ candidate: Candidate) {
        self.init(personId: candidate.person, stage: .init(candidate.stage), dueOn: candidate.window.dueOn)
    }
}

extension CandidateState {
    init(_ candidate: Candidate) {
        self.init(
            personId: candidate.person, stage: .init(candidate.stage), dueOn: candidate.window.dueOn,
            suspended: candidate.suspended)
    }
}

extension Vocabulary.CandidateStage {
    fileprivate init(_ stage: CandidateStage) {
        self =
            switch stage {
            case .intern: .intern
            case .probationary: .probationary
            case .qualifying: .qualifying
            case .instructor: .instructor
            case .removed: .removed
            case .inactive: .inactive
            case .reinstating: .reinstating
            }
    }
}
