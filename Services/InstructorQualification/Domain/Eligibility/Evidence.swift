/// The evidence that an application contains (H3–H8).
package struct Evidence: Hashable, Sendable {
    /// A kind of document that an applicant attaches.
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
