import CertificationDomain
import JSONSchema
import JSONTree
import Primitives
import Web

/// An application with its credits and documents (G10).
struct ApplicationDTO: WireType {
    var id: ApplicationID
    var personId: PersonID
    var status: ApplicationState
    @Nullable var statement: String?
    @Nullable var submittedOn: Day?
    @Nullable var rulePack: String?
    @Nullable var question: String?
    @Nullable var outcomeReason: String?
    var createdAt: Instant
    var credits: [CreditDTO]
    var documents: [DocumentDTO]
    var version: Int

    static let constraints = Constraints(
        named: "PractitionerApplication",
        [
            CodingKeys.statement: .text, .question: .text, .outcomeReason: .text, .version: .integer(min: 1),
        ])

    init(_ application: PractitionerApplication) {
        id = application.id
        personId = application.person
        status = application.status
        statement = application.statement
        submittedOn = application.submission?.on
        rulePack = application.rulePack
        question = application.question
        outcomeReason = application.decision?.reason
        createdAt = application.createdAt
        credits = application.credits.map(CreditDTO.init)
        documents = application.documents.map(DocumentDTO.init)
        version = application.version
    }
}

/// The changes that an applicant makes to an application; absent fields stay.
struct ApplicationPatchDTO: WireType {
    var statement: String?

    static let constraints = Constraints(named: "PractitionerApplicationPatch", [CodingKeys.statement: .text])
}
