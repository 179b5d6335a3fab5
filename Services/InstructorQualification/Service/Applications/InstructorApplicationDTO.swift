import InstructorQualificationDomain
import JSONSchema
import JSONTree
import Primitives

/// An application. Only reviewers see the reviews and the interview's result; the applicant sees that they exist.
struct InstructorApplicationDTO: WireType {
    var id: ApplicationID
    var personId: PersonID
    var status: ApplicationStatus
    @Nullable var instructorCertification: CertificationDTO?
    @Nullable var degree: String?
    @Nullable var comparableExperience: String?
    @Nullable var trainingHours: Int?
    @Nullable var policiesVersionAccepted: String?
    @Nullable var videoUrl: String?
    var documents: [String]
    var reviews: [ReviewDTO]
    var reviewedBy: [ReviewRole]
    @Nullable var interview: InterviewDTO?
    @Nullable var submittedOn: Day?
    @Nullable var rulePack: String?
    @Nullable var outcomeReason: String?
    var createdAt: Instant
    var version: Int
    @Nullable var candidateId: CandidateID?

    static let constraints = Constraints(
        named: "InstructorApplication",
        [
            CodingKeys.degree: .name, .comparableExperience: .text, .videoUrl: .uri, .outcomeReason: .text,
            .version: .integer(min: 1),
        ])

    init(_ found: FindApplication.Found) {
        self.init(found.application, showingReviews: found.showsReviews)
    }

    init(_ application: Application, showingReviews: Bool) {
        let evidence = application.evidence
        id = application.id
        personId = application.applicant
        status = application.status
        instructorCertification = evidence.certification.map(CertificationDTO.init)
        degree = evidence.degree
        comparableExperience = evidence.comparableExperience
        trainingHours = evidence.trainingHours
        policiesVersionAccepted = evidence.policiesVersionAccepted
        videoUrl = evidence.videoURL
        documents = evidence.documents.map(\.rawValue).sorted()
        reviews = showingReviews ? application.reviews.map(ReviewDTO.init) : []
        reviewedBy = application.reviews.map(\.role)
        interview = application.interview.map { InterviewDTO($0, showingResult: showingReviews) }
        submittedOn = application.submission?.day
        rulePack = application.submission?.rulePack
        outcomeReason = application.decision?.reason
        createdAt = application.createdAt
        version = application.version
        candidateId = application.candidate
    }
}

/// The changes of a draft; absent fields stay, and null clears a field.
struct InstructorApplicationPatchDTO: WireType {
    var instructorCertification: Patched<CertificationDTO>
    var degree: Patched<String>
    var comparableExperience: Patched<String>
    var trainingHours: Patched<Int>
    var policiesVersionAccepted: Patched<String>
    var videoUrl: Patched<String>

    static let constraints = Constraints(
        named: "InstructorApplicationPatch",
        [
            CodingKeys.degree: .name, .comparableExperience: .text, .trainingHours: .integer(min: 0, max: 100_000),
            .policiesVersionAccepted: .name(maxLength: 50),
            .videoUrl: .string(maxLength: 2000, pattern: "^https?://[^ ]+$", format: .uri),
        ])

    func revised(_ evidence: Evidence) -> Evidence {
        var revised = evidence
        revised.certification = instructorCertification.map(\.value).applied(to: evidence.certification)
        revised.degree = degree.applied(to: evidence.degree)
        revised.comparableExperience = comparableExperience.applied(to: evidence.comparableExperience)
        revised.trainingHours = trainingHours.applied(to: evidence.trainingHours)
        revised.policiesVersionAccepted = policiesVersionAccepted.applied(to: evidence.policiesVersionAccepted)
        revised.videoURL = videoUrl.applied(to: evidence.videoURL)
        return revised
    }
}

/// A certificate as a police instructor (H3).
struct CertificationDTO: WireType {
    var number: String
    var state: String
    var since: Day

    static let constraints = Constraints(
        named: "InstructorCertification",
        [
            CodingKeys.number: .name(maxLength: 50),
            .state: .string(minLength: 2, maxLength: 2, pattern: "^[A-Z]{2}$"),
        ])

    init(_ certification: InstructorCertification) {
        number = certification.number
        state = certification.state
        since = certification.since
    }

    var value: InstructorCertification { InstructorCertification(number: number, state: state, since: since) }
}
