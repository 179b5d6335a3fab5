import CertificationDomain
import JSONSchema
import JSONTree
import Primitives
import Web

/// What anybody may know of a certificate by its code (F5).
struct VerificationDTO: WireType {
    var code: String
    var name: String
    var courseCode: String
    var title: String
    var hours: Double
    var completedOn: Day
    var status: CertificateStatus
    @Nullable var supersededBy: String?

    static let constraints = Constraints(named: "Verification", [CodingKeys.courseCode: .code, .title: .name])

    init(_ verification: Verification) {
        code = verification.code
        name = verification.name
        courseCode = verification.course
        title = verification.title
        hours = Double(verification.minutes) / 60
        completedOn = verification.completedOn
        status = verification.status
        supersededBy = verification.supersededBy
    }
}
