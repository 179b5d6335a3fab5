package import Primitives

/// A person's application for National SRO Practitioner, with its claimed training and documents (G10).
///
/// draft → submitted → moreInfo ⇄ submitted → approved or declined; withdrawn at any time before the decision.
package struct PractitionerApplication: Hashable, Sendable {
    package var id: ApplicationID
    package var person: PersonID
    package var status: ApplicationState
    package var statement: String?
    /// The version of the rule pack that the latest submission or decision was judged by.
    package var rulePack: String?
    /// The latest submission.
    package var submission: Submission?
    /// The latest question of a reviewer.
    package var question: String?
    package var decision: Decision?
    package var createdAt: Instant
    /// In the order in which they were claimed.
    package var credits: [CreditEntry]
    package var documents: [ApplicationDocument]
    package var version: Int

    /// The day of a submission, and how each requirement was judged on it.
    package struct Submission: Hashable, Sendable {
        package var on: Day
        package var evaluations: [RequirementEvaluation]

        package init(on: Day, evaluations: [RequirementEvaluation]) {
            self.on = on
            self.evaluations = evaluations
        }
    }

    /// Who decided, when and why, and how each requirement was judged.
    package struct Decision: Hashable, Sendable {
        package var by: PersonID
        package var at: Instant
        package var reason: String
        package var evaluations: [RequirementEvaluation]

        package init(by: PersonID, at: Instant, reason: String, evaluations: [RequirementEvaluation]) {
            self.by = by
            self.at = at
            self.reason = reason
            self.evaluations = evaluations
        }
    }

    package init(
        id: ApplicationID, person: PersonID, status: ApplicationState = .draft, statement: String? = nil,
        rulePack: String? = nil, submission: Submission? = nil, question: String? = nil, decision: Decision? = nil,
        createdAt: Instant, credits: [CreditEntry] = [], documents: [ApplicationDocument] = [], version: Int = 1
    ) {
        self.id = id
        self.person = person
        self.status = status
        self.statement = statement
        self.rulePack = rulePack
        self.submission = submission
        self.question = question
        self.decision = decision
        self.createdAt = createdAt
        self.credits = credits
        self.documents = documents
        self.version = version
    }

    /// The day whose rule pack decides about the application: that of its submission (G4, G7), or today.
    package func policyDay(today: Day) -> Day { submission?.on ?? today }

    /// The day on which its progress is judged: that of its submission while it waits for a decision, or today.
    package func progressDay(today: Day) -> Day {
        status == .submitted || status == .moreInfo ? policyDay(today: today) : today
    }

    /// The number of claimed credits without a document that supports them (G10).
    package var creditsWithoutDocument: Int {
        let supported = Set(documents.compactMap(\.credit))
        return credits.count { !supported.contains($0.id) }
    }
}

/// The state of a practitioner application (G10).
package enum ApplicationState: String, Sendable, CaseIterable, Codable {
    case draft
    case submitted
    case moreInfo
    case approved
    case declined
    case withdrawn
}

/// A document that supports an application, without its content (G10).
package struct ApplicationDocument: Hashable, Sendable {
    package var name: String
    /// The credit that the document supports.
    package var credit: CreditID?
    package var contentType: String
    /// The size of the content in bytes.
    package var size: Int
    /// The SHA-256 hash of the content.
    package var hash: [UInt8]

    package init(name: String, credit: CreditID?, contentType: String, size: Int, hash: [UInt8]) {
        self.name = name
        self.credit = credit
        self.contentType = contentType
        self.size = size
        self.hash = hash
    }
}

/// A decision about an application.
package enum Determination: String, Sendable, CaseIterable, Codable {
    case approved
    case declined
}

/// The reason why a step of an application is refused.
package enum ApplicationRejection: Error, Hashable, Sendable {
    /// The application is in a state that does not allow the step.
    case wrongState(ApplicationState)
    /// These requirements are not met.
    case requirementsUnmet([RequirementEvaluation])
    /// The person has another application that is not decided.
    case alreadyOpen
    /// The reviewer is the applicant.
    case ownApplication
    /// The application has no credit with this id.
    case creditUnknown(CreditID)
    /// The application has the same document under this name.
    case documentDuplicate(name: String)
}
