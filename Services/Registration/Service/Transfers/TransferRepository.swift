import Messaging
import Postgres
import Primitives
import RegistrationDomain

/// The transfer of a seat from one person to another (D4).
struct TransferRecord: Hashable, Sendable {
    var registration: RegistrationID
    var from: PersonID
    var to: PersonID
    var fee: Money
    var rulePack: String
    var by: PersonID
    var at: Instant
}

/// The append-only table of transfers (D4).
struct TransferRepository: Sendable {
    func insert(_ transfer: TransferRecord, in unit: UnitOfWork) {
        unit.sql.enqueue(
            """
            INSERT INTO registration_transfer
                (registration_id, from_person, to_person, fee, rule_pack, transferred_by, transferred_at)
            VALUES (\(transfer.registration), \(transfer.from), \(transfer.to), \(transfer.fee),
                \(transfer.rulePack), \(transfer.by), \(transfer.at))
            """)
    }

    /// Returns the persons who held the seat before a transfer, each once.
    func previousHolders(of id: RegistrationID, from source: any RowSource) async throws -> [PersonID] {
        try await source.read(
            .all(
                PersonID.self,
                """
                SELECT DISTINCT from_person FROM registration_transfer WHERE registration_id = \(id)
                ORDER BY from_person
                """))
    }
}
