package import JSONSchema
import JSONTree
package import Primitives

/// A candidate as it stands after the fact (H13–H20).
package struct CandidateChange: EventValue {
    package var personId: PersonID
    package var stage: CandidateStage
    package var outcome: StageOutcome?
    package var offeringId: OfferingID?
    /// The window's last day (H19).
    package var dueOn: Day

    package init(
        personId: PersonID, stage: CandidateStage, outcome: StageOutcome? = nil, offeringId: OfferingID? = nil,
        dueOn: Day
    ) {
        self.personId = personId
        self.stage = stage
        self.outcome = outcome
        self.offeringId = offeringId
        self.dueOn = dueOn
    }

    package static let schema = Schema.event(
        .required("personId", .uuid),
        .required("stage", .string(enum: CandidateStage.self)),
        .optional("outcome", .string(enum: StageOutcome.self)),
        .optional("offeringId", .uuid),
        .required("dueOn", .date))
}

/// The candidate entered the stage.
package struct CandidateStaged: SharedFact {
    package static let type = "org.muster.instructor-qualification.candidate.staged.v1"
    package static let topic = Topic.facts(of: .instructorQualification)
    package static let key = "candidateId"
    package var data: CandidateChange

    package init(_ data: CandidateChange) { self.data = data }
}

/// The Training Director assigned a class to teach at: registration takes a seat (H20).
package struct CandidateAssigned: SharedFact {
    package static let type = "org.muster.instructor-qualification.candidate.assigned.v1"
    package static let topic = Topic.facts(of: .instructorQualification)
    package static let key = "candidateId"
    package var data: CandidateChange

    package init(_ data: CandidateChange) { self.data = data }
}

/// The assignment was taken back: registration frees the seat.
package struct CandidateUnassigned: SharedFact {
    package static let type = "org.muster.instructor-qualification.candidate.unassigned.v1"
    package static let topic = Topic.facts(of: .instructorQualification)
    package static let key = "candidateId"
    package var data: CandidateChange

    package init(_ data: CandidateChange) { self.data = data }
}

/// The candidate will audit a class (H14).
package struct CandidateAuditRequested: SharedFact {
    package static let type = "org.muster.instructor-qualification.candidate.auditRequested.v1"
    package static let topic = Topic.facts(of: .instructorQualification)
    package static let key = "candidateId"
    package var data: CandidateChange

    package init(_ data: CandidateChange) { self.data = data }
}

/// Training Director and QI agreed on the stage's outcome.
package struct CandidateEvaluated: SharedFact {
    package static let type = "org.muster.instructor-qualification.candidate.evaluated.v1"
    package static let topic = Topic.facts(of: .instructorQualification)
    package static let key = "candidateId"
    package var data: CandidateChange

    package init(_ data: CandidateChange) { self.data = data }
}

/// A prerequisite lapsed; progress is kept.
package struct CandidateSuspended: SharedFact {
    package static let type = "org.muster.instructor-qualification.candidate.suspended.v1"
    package static let topic = Topic.facts(of: .instructorQualification)
    package static let key = "candidateId"
    package var data: CandidateChange

    package init(_ data: CandidateChange) { self.data = data }
}

/// The prerequisite is there again.
package struct CandidateResumed: SharedFact {
    package static let type = "org.muster.instructor-qualification.candidate.resumed.v1"
    package static let topic = Topic.facts(of: .instructorQualification)
    package static let key = "candidateId"
    package var data: CandidateChange

    package init(_ data: CandidateChange) { self.data = data }
}

/// The window's end moved, with a reason on file.
package struct CandidateExtended: SharedFact {
    package static let type = "org.muster.instructor-qualification.candidate.extended.v1"
    package static let topic = Topic.facts(of: .instructorQualification)
    package static let key = "candidateId"
    package var data: CandidateChange

    package init(_ data: CandidateChange) { self.data = data }
}

/// The process ended without qualification.
package struct CandidateRemoved: SharedFact {
    package static let type = "org.muster.instructor-qualification.candidate.removed.v1"
    package static let topic = Topic.facts(of: .instructorQualification)
    package static let key = "candidateId"
    package var data: CandidateChange

    package init(_ data: CandidateChange) { self.data = data }
}

/// The window ends soon (H19: 90, 30, 7 days).
package struct CandidateExpiring: SharedFact {
    package static let type = "org.muster.instructor-qualification.candidate.expiring.v1"
    package static let topic = Topic.facts(of: .instructorQualification)
    package static let key = "candidateId"
    package var data: CandidateChange

    package init(_ data: CandidateChange) { self.data = data }
}

/// A candidate as it is now.
package struct CandidateState: StateRecord {
    package static let type = "org.muster.instructor-qualification.candidate.state.v1"
    package static let topic = Topic.state(of: .instructorQualification)
    package static let key = "candidateId"

    package var personId: PersonID
    package var stage: CandidateStage
    package var dueOn: Day
    package var suspended: Bool

    package init(personId: PersonID, stage: CandidateStage, dueOn: Day, suspended: Bool) {
        self.personId = personId
        self.stage = stage
        self.dueOn = dueOn
        self.suspended = suspended
    }

    package static let schema = Schema.event(
        .required("personId", .uuid),
        .required("stage", .string(enum: CandidateStage.self)),
        .required("dueOn", .date),
        .required("suspended", .boolean))
}
