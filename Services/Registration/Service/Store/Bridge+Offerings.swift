import Messaging
import Postgres
import Primitives
import RegistrationDomain

// What other subjects call until they use the repositories of Offerings.

extension RegistrationStore {
    var offerings: OfferingRepository { OfferingRepository(database: database) }

    static var offeringColumns: Query { OfferingRepository.offerings.list }

    static func offering(_ row: Row) throws -> Offering { try OfferingRepository.offerings.decode(row) }

    func offering(_ id: OfferingID, from source: any RowSource) async throws -> Offering? {
        try await offerings.find(id, from: source)
    }

    func lock(_ id: OfferingID, in unit: UnitOfWork) async throws -> Offering? {
        try await offerings.lock(id, in: unit)
    }

    func heldOfferings(among ids: [OfferingID]) async throws -> Set<OfferingID> {
        try await offerings.lockedElsewhere(among: ids)
    }
}
