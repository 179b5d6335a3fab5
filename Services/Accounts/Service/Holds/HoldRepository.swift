import Messaging
import Postgres
import Primitives

/// Finds the persons of holds. The holds themselves are parts of their person (`PersonRepository`).
struct HoldRepository: Sendable {
    func owner(of id: StandingHoldID, in unit: UnitOfWork) async throws -> PersonID? {
        try await unit.sql.read(.first(PersonID.self, "SELECT person_id FROM standing_hold WHERE id = \(id)"))
    }
}
