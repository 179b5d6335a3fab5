import Messaging
import Postgres
import Primitives
import RegistrationDomain

// Calls by the subjects that have no repositories of their own yet.

typealias ScholarshipRecord = Scholarship

extension RegistrationStore {
    private var billing: BillingParts { BillingParts(self) }

    func invoice(_ id: InvoiceID, locking: Bool = false, from source: any RowSource) async throws -> InvoiceRecord? {
        try await invoices([id], locking: locking, from: source)[id]
    }

    func invoices(
        _ ids: [InvoiceID], locking: Bool = false, from source: any RowSource
    ) async throws -> [InvoiceID: InvoiceRecord] {
        try await billing.invoices.read(ids, locking: locking ? "FOR UPDATE" : "", from: source)
    }

    func write(
        _ change: InvoiceChange, of record: inout InvoiceRecord, rulePack: String, by person: PersonID?, reason: String,
        at instant: Instant, in unit: UnitOfWork
    ) {
        record = billing.book(
            change, of: record, from: .init(rulePack: rulePack, by: person, reason: reason), at: instant, in: unit)
    }

    func confirmIfPaid(
        _ account: inout RegistrationAccount, of offering: inout Offering, at instant: Instant, in unit: UnitOfWork
    ) async throws {
        try await billing.settle.confirmIfPaid(&account, of: &offering, at: instant, in: unit)
    }

    func settle(
        _ account: inout RegistrationAccount, reason: String, at instant: Instant, in unit: UnitOfWork
    ) {
        billing.settle.refundOverpayment(of: &account, because: reason, at: instant, in: unit)
    }

    func correct(_ id: RegistrationID, at instant: Instant, in unit: UnitOfWork) async throws {
        try await billing.correctPrice(id, at: instant, in: unit)
    }

    func scholarship(_ id: ScholarshipID, from source: any RowSource) async throws -> Scholarship? {
        try await ScholarshipRepository(database: database).find(id, from: source)
    }

    func awardQuery(for people: [PersonID], in offerings: [OfferingID]) -> Query {
        ScholarshipRepository.openAwardsQuery(for: people, in: offerings)
    }

    func award(
        for person: PersonID, in offering: OfferingID, from source: any RowSource
    ) async throws -> Scholarship? {
        try await source.read(ScholarshipRepository.openAwards(for: [person], in: [offering])).first
    }

    static func award(_ row: Row) throws -> Scholarship { try ScholarshipRepository.openAward(row) }

    func use(_ scholarship: ScholarshipID, for registration: RegistrationID, in unit: UnitOfWork) {
        ScholarshipRepository(database: database).use(scholarship, for: registration, in: unit)
    }
}
