import CertificationDomain
import JSONSchema
import JSONTree
import Primitives
import Web

/// Training that an applicant claims, in quarters of an hour.
struct NewCreditDTO: WireType {
    var title: String
    var provider: String
    var subject: String
    var hours: Double
    var startsOn: Day
    var endsOn: Day
    var annual: Bool
    var agencyId: AgencyID?

    static let constraints = Constraints(
        named: "CreditRequest",
        [
            CodingKeys.title: .name, .provider: .name, .subject: .name,
            .hours: .number(0.25...2000, multipleOf: 0.25),
        ])

    /// - Throws: `TrainingRejection`.
    func credit(_ id: CreditID) throws -> CreditEntry {
        CreditEntry(
            id: id, title: title, provider: provider, subject: subject, minutes: wholeMinutes(ofHours: hours),
            dates: try TrainingDates(from: startsOn, to: endsOn), annual: annual, agency: agencyId)
    }
}

/// A claimed credit with its disposition (G6).
struct CreditDTO: WireType {
    var id: CreditID
    var title: String
    var provider: String
    var subject: String
    var hours: Double
    var startsOn: Day
    var endsOn: Day
    var annual: Bool
    @Nullable var agencyId: AgencyID?
    var disposition: Disposition
    @Nullable var reason: String?
    var version: Int

    static let constraints = Constraints(
        named: "Credit",
        [CodingKeys.title: .name, .provider: .name, .subject: .name, .version: .integer(min: 1)])

    init(_ credit: CreditEntry) {
        id = credit.id
        title = credit.title
        provider = credit.provider
        subject = credit.subject
        hours = Double(credit.minutes) / 60
        startsOn = credit.dates.startsOn
        endsOn = credit.dates.endsOn
        annual = credit.annual
        agencyId = credit.agency
        disposition = credit.disposition
        reason = credit.review?.reason
        version = credit.version
    }
}
