import AccountsDomain
import Messaging
import Postgres
import Primitives

/// Reads the roles of persons.
struct RoleRepository: Sendable {
    let database: PostgresClient

    private static let powers = Columns<Power>("roles, coordinator_of") { row in
        let (roles, agencies): ([String], [AgencyID]) = (try row.next(), try row.next())
        return Power(roles: Set(roles), coordinatorOf: Set(agencies))
    }

    /// Returns all roles of the persons and of those that their logins open after merges.
    func power(over ids: [PersonID], in unit: UnitOfWork) async throws -> Power {
        let powers = try await unit.sql.read(
            .all(
                Self.powers,
                """
                WITH RECURSIVE chain AS (
                    SELECT merged_into, roles, coordinator_of, 0 AS step FROM person WHERE id = ANY (\(ids))
                    UNION ALL
                    SELECT p.merged_into, p.roles, p.coordinator_of, c.step + 1
                    FROM chain c JOIN person p ON p.id = c.merged_into WHERE c.step < 100
                )
                SELECT \(Self.powers) FROM chain
                """))
        return powers.reduce(into: Power(roles: [])) { all, power in
            all.roles.formUnion(power.roles)
            all.coordinatorOf.formUnion(power.coordinatorOf)
        }
    }

    /// Returns whether the person is the only administrator. Locks all of them, so that two cannot leave at once.
    func isLastAdministrator(_ id: PersonID, in unit: UnitOfWork) async throws -> Bool {
        let administrators = try await unit.sql.read(
            .all(
                PersonID.self,
                "SELECT id FROM person WHERE 'admin' = ANY (roles) AND merged_into IS NULL ORDER BY id FOR UPDATE"))
        return administrators == [id]
    }

    func hasAdministrator() async throws -> Bool {
        try await database.read(
            .first(Int.self, "SELECT 1 FROM person WHERE 'admin' = ANY (roles) AND merged_into IS NULL LIMIT 1"))
            != nil
    }
}
