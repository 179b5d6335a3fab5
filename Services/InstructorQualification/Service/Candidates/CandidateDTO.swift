import InstructorQualificationDomain
import JSONSchema
import JSONTree
import Primitives

/// A candidate: the stage, what comes next, who acts, and by when.
struct CandidateDTO: WireType {
    var id: CandidateID
    var personId: PersonID
    var stage: CandidateStage
    var window: WindowDTO
    var overdue: Bool
    var suspended: Bool
    @Nullable var qiId: PersonID?
    var next: String
    var whoActs: String
    var version: Int

    static let constraints = Constraints(named: "Candidate", [CodingKeys.version: .integer(min: 1)])

    init(_ candidate: Candidate, on today: Day) {
        id = candidate.id
        personId = candidate.person
        stage = candidate.stage
        window = WindowDTO(startedOn: candidate.window.startedOn, dueOn: candidate.window.dueOn)
        overdue = candidate.window.isOver(on: today)
        suspended = candidate.suspended
        qiId = candidate.qualifyingInstructor
        next = candidate.next.what
        whoActs = candidate.next.actor.rawValue
        version = candidate.version
    }
}

struct WindowDTO: WireType {
    var startedOn: Day
    var dueOn: Day
}

struct QualifyingInstructorDTO: WireType {
    var personId: PersonID

    static let constraints = Constraints(named: "QualifyingInstructor")
}

struct ExtensionDTO: WireType {
    var until: Day
    var reason: String

    static let constraints = Constraints(named: "Extension", [CodingKeys.reason: .name(maxLength: 1000)])
}
