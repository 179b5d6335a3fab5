import PersonMerges
import Postgres
import Primitives
import RegistrationDomain
import UseCases

/// Judges who may work with the people of a class: staff and its present lead instructor, under any of their identities;
/// to read, also auditors and the host's coordinators (D8, F1).
struct OfferingAccess: Sendable {
    /// - Parameter reading: whether the principal only reads.
    /// - Throws: `Forbidden`.
    func require(
        _ principal: Principal, for offering: Offering, reading: Bool = false, from source: any RowSource
    ) async throws {
        if principal.isStaff || offering.leadInstructor == principal.personID { return }
        if reading, principal.readsAsStaff || principal.isCoordinator(of: offering.agency) { return }
        guard let lead = offering.leadInstructor,
            try await PersonMerges.isSamePerson(lead, principal.personID, from: source)
        else { throw Forbidden() }
    }
}
