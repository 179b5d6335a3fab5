import CertificationDomain
import JSONSchema
import JSONTree
import Primitives
import Web

/// A document that supports an application, without its content.
struct DocumentDTO: WireType {
    var name: String
    @Nullable var creditId: CreditID?
    var contentType: String
    var size: Int

    static let constraints = Constraints(named: "Document", [CodingKeys.size: .integer(min: 0)])

    init(_ document: ApplicationDocument) {
        name = document.name
        creditId = document.credit
        contentType = document.contentType
        size = document.size
    }
}
