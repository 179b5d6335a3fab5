import JSONSchema
import JSONTree
import Primitives
import RegistrationDomain

/// An application for a scholarship.
struct NewScholarshipDTO: WireType {
    var offeringId: OfferingID
    var statement: String

    static let constraints = Constraints([CodingKeys.statement: .string(minLength: 1, maxLength: 10_000)])
}

/// An award, in one of two shapes: the full price, or an amount.
struct AwardDTO: WireValue {
    var full: Bool?
    var amount: Money?

    var award: ScholarshipAward { amount.map(ScholarshipAward.amount) ?? .full }

    static func schema(as role: WireRole) -> Schema {
        .oneOf([
            .object(.required("full", .constant(true))),
            .object(.required("amount", .integer(min: 1, max: 100_000_000))),
        ])
    }

    static var sample: AwardDTO { AwardDTO(full: true) }
}

/// An application for a scholarship with its award (E5).
struct ScholarshipDTO: WireType {
    enum Status: String, Codable, CaseIterable, Sendable {
        case applied
        case awarded
    }

    var id: ScholarshipID
    var offeringId: OfferingID
    var personId: PersonID
    var statement: String
    var status: Status
    var full: Bool
    @Nullable var amount: Money?
    var currency = Money.currency
    var appliedAt: Instant
    @Nullable var awardedAt: Instant?
    var version: Int

    static let constraints = Constraints(
        named: "Scholarship",
        [
            CodingKeys.statement: .string(maxLength: 10_000), .amount: .money, .currency: .currency,
            .version: .version,
        ])

    init(_ scholarship: Scholarship) {
        id = scholarship.id
        offeringId = scholarship.offering
        personId = scholarship.person
        statement = scholarship.statement
        status = scholarship.award == nil ? .applied : .awarded
        full = scholarship.award == .full
        if case .amount(let amount) = scholarship.award { self.amount = amount }
        appliedAt = scholarship.appliedAt
        awardedAt = scholarship.grant?.at
        version = scholarship.version
    }
}
