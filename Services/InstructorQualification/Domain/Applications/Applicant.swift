package import Primitives

/// Dates inclusive: a membership term, or a hold on the standing (then `to` may be open).
package struct Period: Hashable, Sendable {
    package let from: Day
    package let to: Day?

    package init(from: Day, to: Day?) {
        self.from = from
        self.to = to
    }

    package func contains(_ day: Day) -> Bool {
        from <= day && (to.map { $0 >= day } ?? true)
    }
}

/// A certificate as police instructor in the home state (H3).
package struct InstructorCertification: Hashable, Sendable, Codable {
    package let number: String
    package let state: String
    package let since: Day

    package init(number: String, state: String, since: Day) {
        self.number = number
        self.state = state
        self.since = since
    }
}

/// What is known of a person from the other services' events.
package struct Applicant: Sendable {
    package var memberships: [Period]
    package var holds: [Period]
    package var assignments: [DatedAssignment]
    package var isPractitioner: Bool
    package var homeState: String?
    package var certification: InstructorCertification?
    package var degree: String?

    package init(
        memberships: [Period] = [], holds: [Period] = [], assignments: [DatedAssignment] = [],
        isPractitioner: Bool = false,
        homeState: String? = nil, certification: InstructorCertification? = nil, degree: String? = nil
    ) {
        self.memberships = memberships
        self.holds = holds
        self.assignments = assignments
        self.isPractitioner = isPractitioner
        self.homeState = homeState
        self.certification = certification
        self.degree = degree
    }

    /// Active term on the day and no hold (B2).
    package func isMemberInGoodStanding(on day: Day) -> Bool {
        memberships.contains { $0.contains(day) } && !holds.contains { $0.contains(day) }
    }
}

/// What the applicant put into the application itself (H3–H8).
package struct Evidence: Hashable, Sendable {
    package enum Document: String, Sendable, CaseIterable, Codable {
        case chiefLetter
        case instructorCertification
        case degree
        case trainingHours
        case video
    }

    package var certification: InstructorCertification?
    package var degree: String?
    package var comparableExperience: String?
    package var trainingHours: Int?
    package var policiesVersionAccepted: String?
    package var videoURL: String?
    package var documents: Set<Document>

    package init(
        certification: InstructorCertification? = nil, degree: String? = nil, comparableExperience: String? = nil,
        trainingHours: Int? = nil, policiesVersionAccepted: String? = nil, videoURL: String? = nil,
        documents: Set<Document> = []
    ) {
        self.certification = certification
        self.degree = degree
        self.comparableExperience = comparableExperience
        self.trainingHours = trainingHours
        self.policiesVersionAccepted = policiesVersionAccepted
        self.videoURL = videoURL
        self.documents = documents
    }

    package var hasVideo: Bool { videoURL != nil || documents.contains(.video) }
}
