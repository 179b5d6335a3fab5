package import JSONSchema
import JSONTree
package import Primitives

/// A candidate after the fact (H13–H20).
package struct CandidateChange: EventValue {
    package var personId: PersonID
    package var stage: Vocabulary.CandidateStage
    package var outcome: Vocabulary.StageOutcome?
    package var offeringId: OfferingID?
    /// The window's last day (H19).
    package var dueOn: Day

    package init(
        personId: PersonID, stage: Vocabulary.CandidateStage, outcome: Vocabulary.StageOutcome? = nil,
        offeringId: OfferingID? = nil,
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
        .required("stage", .string(enum: Vocabulary.CandidateStage.self)),
        .optional("outcome", .string(enum: Vocabulary.StageOutcome.self)),
        .optional("offeringId", .uuid),
        .required("dueOn", .date))
}

/// The current state of a candidate.
package struct CandidateState: EventValue {
    package var personId: PersonID
    package var stage: Vocabulary.CandidateStage
    package var dueOn: Day
    package var suspended: Bool

    package init(personId: PersonID, stage: Vocabulary.CandidateStage, dueOn: Day, suspended: Bool) {
        self.personId = personId
        self.stage = stage
        self.dueOn = dueOn
        self.suspended = suspended
    }

    package static let schema = Schema.event(
        .required("personId", .uuid),
        .required("stage", .string(enum: Vocabulary.CandidateStage.self)),
        .required("dueOn", .date),
        .required("suspended", .boolean))
}

extension EventType<CandidateID, CandidateChange> {
    package static let candidateStaged = Self(
        fact: "instructor-qualification.candidate.staged", of: .instructorQualification, keyedBy: "candidateId",
        "The candidate entered the stage.")
    package static let candidateAssigned = Self(
        fact: "instructor-qualification.candidate.assigned", of: .instructorQualification, keyedBy: "candidateId",
        "The Training Director assigned a class to teach, for which registration takes a seat (H20).")
    package static let candidateUnassigned = Self(
        fact: "instructor-qualification.candidate.unassigned", of: .instructorQualification, keyedBy: "candidateId",
        "The assignment was withdrawn, so registration frees the seat (H20).")
    package static let candidateAuditRequested = Self(
        fact: "instructor-qualification.candidate.auditRequested", of: .instructorQualification, keyedBy: "candidateId",
        "The candidate will audit a class (H14).")
    package static let candidateEvaluated = Self(
        fact: "instructor-qualification.candidate.evaluated", of: .instructorQualification, keyedBy: "candidateId",
        "Training Director and Qualifying Instructor agreed on the stage's outcome.")
    package static let candidateSuspended = Self(
        fact: "instructor-qualification.candidate.suspended", of: .instructorQualification, keyedBy: "candidateId",
        "A prerequisite lapsed; the progress is retained.")
    package static let candidateResumed = Self(
        fact: "instructor-qualification.candidate.resumed", of: .instructorQualification, keyedBy: "candidateId",
        "The prerequisite is met again.")
    package static let candidateExtended = Self(
        fact: "instructor-qualification.candidate.extended", of: .instructorQualification, keyedBy: "candidateId",
        "The window's end moved, with a recorded reason (H19).")
    package static let candidateRemoved = Self(
        fact: "instructor-qualification.candidate.removed", of: .instructorQualification, keyedBy: "candidateId",
        "The process ended without qualification.")
    package static let candidateExpiring = Self(
        fact: "instructor-qualification.candidate.expiring", of: .instructorQualification, keyedBy: "candidateId",
        "The window ends in 90, 30 or 7 days (H19).")
}

extension StateType<CandidateID, CandidateState> {
    package static let candidate = Self(
        state: "instructor-qualification.candidate", on: .state(of: .instructorQualification), keyedBy: "candidateId",
        "The current state of a candidate.")
}

extension Catalogue {
    static let candidates: [any CatalogueEntry] = [
        EventType.candidateStaged, EventType.candidateAssigned, EventType.candidateUnassigned,
        EventType.candidateAuditRequested, EventType.candidateEvaluated, EventType.candidateSuspended,
        EventType.candidateResumed, EventType.candidateExtended, EventType.candidateRemoved,
        EventType.candidateExpiring, StateType.candidate,
    ]
}
