import Primitives
import RegistrationDomain
import UseCases

/// Finds allotments with their classes, for staff (D3).
struct FindAllotment: Sendable {
    let offerings: OfferingRepository
    let allotments: AllotmentRepository

    /// - Throws: `NotFound`.
    func callAsFunction(_ id: AllotmentID) async throws -> (AllotmentRecord, Offering) {
        guard let record = try await allotments.find(id),
            let offering = try await offerings.find(record.offering)
        else { throw NotFound() }
        return (record, offering)
    }

    /// Returns a page of a class's allotments in the order in which they were made, and one more if there is one.
    ///
    /// - Throws: `NotFound` for an unknown class.
    func page(
        of offering: OfferingID, after: AllotmentID?, limit: Int
    ) async throws -> ([AllotmentRecord], Offering) {
        guard let offering = try await offerings.find(offering) else { throw NotFound() }
        return (try await allotments.list(of: offering.id, after: after, limit: limit), offering)
    }
}
