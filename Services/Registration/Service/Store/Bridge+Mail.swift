import Postgres
import Primitives
import RegistrationDomain

// What other subjects call until they use the mails themselves.

extension RegistrationStore {
    func freeCancellation(of record: RegistrationRecord, in offering: Offering, from source: any RowSource) async throws
        -> FreeCancellation?
    {
        try await OfferingMoveRepository(database: database)
            .freeCancellation(of: record, in: offering.id, from: source)
    }
}
