import CertificationDomain
import JSONSchema
import JSONTree
import Primitives
import Web

/// A line of a person's chart of certificates (F3).
struct ChartLineDTO: WireType {
    var certificateId: CertificateID
    @Nullable var registrationId: RegistrationID?
    var courseCode: String
    var title: String
    var completedOn: Day
    var evaluation: EvaluationStanding
    var status: CertificateStatus
    var downloadable: Bool
    var verificationCode: String

    static let constraints = Constraints(
        named: "CertificateChartItem", [CodingKeys.courseCode: .code, .title: .name])

    init(_ line: ChartLine) {
        certificateId = line.certificate
        registrationId = line.registration
        courseCode = line.course
        title = line.title
        completedOn = line.completedOn
        evaluation = line.evaluation
        status = line.status
        downloadable = line.status.downloadRejection(line.evaluation) == nil
        verificationCode = line.code
    }
}

/// A certificate, as staff see it after a change (F4).
struct CertificateDTO: WireType {
    var id: CertificateID
    var personId: PersonID
    var completionId: CompletionID
    var courseCode: String
    var completedOn: Day
    var status: CertificateStatus
    var verificationCode: String
    var version: Int

    static let constraints = Constraints(
        named: "Certificate", [CodingKeys.courseCode: .code, .version: .integer(min: 1)])

    init(_ certificate: Certificate) {
        id = certificate.id
        personId = certificate.completion.person
        completionId = certificate.completion.id
        courseCode = certificate.completion.course
        completedOn = certificate.completion.completedOn
        status = certificate.status
        verificationCode = certificate.code
        version = certificate.version
    }
}

/// The reason for a decision by staff.
struct ReasonDTO: WireType {
    var reason: String

    static let constraints = Constraints(named: "Reason", [CodingKeys.reason: .name(maxLength: 1000)])
}
