package import Primitives

/// An agency's request to host a class, with its packet and the decision about it (C3, C4).
///
/// A request is submitted, then approved or rejected. A rejected request may be submitted again with another plan. An
/// approved request does not change any more.
package struct HostRequest: Hashable, Sendable {
    package var id: HostRequestID
    package var agency: AgencyID
    package var plan: OfferingPlan
    /// The names of the packet's documents. A repository reads them after it has locked the request, in a statement of
    /// their own, so that it sees the documents that the previous holder of the lock attached.
    package var documents: Set<String>
    package var status: HostRequestStatus
    /// The latest submission.
    package var submission: Submission
    /// Nil while the request waits for a decision.
    package var decision: Decision?
    /// The class that the approval published.
    package var offering: OfferingID?
    package var version: Int

    /// Who submitted a request, and when.
    package struct Submission: Hashable, Sendable {
        package var by: PersonID
        package var at: Instant

        package init(by: PersonID, at: Instant) {
            self.by = by
            self.at = at
        }
    }

    /// Who decided about a request, and when.
    package struct Decision: Hashable, Sendable {
        package var by: PersonID
        package var at: Instant
        /// The reason for a rejection; nil for an approval.
        package var reason: String?

        package init(by: PersonID, at: Instant, reason: String? = nil) {
            self.by = by
            self.at = at
            self.reason = reason
        }
    }

    /// The number of documents that a packet may have.
    package static let maximumDocuments = 50

    package init(
        id: HostRequestID, agency: AgencyID, plan: OfferingPlan, documents: Set<String> = [],
        status: HostRequestStatus = .submitted, submission: Submission, decision: Decision? = nil,
        offering: OfferingID? = nil, version: Int = 1
    ) {
        self.id = id
        self.agency = agency
        self.plan = plan
        self.documents = documents
        self.status = status
        self.submission = submission
        self.decision = decision
        self.offering = offering
        self.version = version
    }
}

/// The state of a host request.
package enum HostRequestStatus: String, Codable, CaseIterable, Sendable {
    case submitted
    case approved
    case rejected
}

/// The reason why a host request cannot be submitted, decided or changed.
package enum HostRequestRejection: Error, Hashable, Sendable {
    /// The plan, or the terms of the approval, are not acceptable.
    case offering(OfferingRejection)
    /// The request is in a status that does not allow the step.
    case notInStatus(HostRequestStatus)
    /// The class would start on a day that has passed at its venue.
    case datesPassed(Day)
    case tooManyDocuments(maximum: Int)
}
