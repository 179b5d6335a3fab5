import AccountsDomain
import Messaging
import Postgres
import Primitives
import UseCases
import Web

extension AccountsStore {
    /// All roles of the people and of those whom their logins open after merges.
    func power(over ids: [PersonID], _ unit: UnitOfWork) async throws -> Power {
        let rows = try await unit.sql.query(
            """
            WITH RECURSIVE chain AS (
                SELECT merged_into, roles, coordinator_of, 0 AS step FROM person WHERE id = ANY (\(ids))
                UNION ALL
                SELECT p.merged_into, p.roles, p.coordinator_of, c.step + 1
                FROM chain c JOIN person p ON p.id = c.merged_into WHERE c.step < 100
            )
            SELECT roles, coordinator_of FROM chain
            """)
        return try rows.reduce(into: Power(roles: [])) { power, row in
            let (roles, agencies) = try row.decode(([String], [AgencyID]).self)
            power.roles.formUnion(roles)
            power.coordinatorOf.formUnion(agencies)
        }
    }

    /// Refuses whoever would gain roles by deciding how these people sign in; asked under their rows' locks.
    func requirePower(of caller: Principal, over ids: [PersonID], _ unit: UnitOfWork) async throws {
        let own = Power(roles: Set(caller.roles.map(\.rawValue)), coordinatorOf: caller.coordinatorOf)
        guard own.covers(try await power(over: ids, unit)) else {
            throw Problem.forbidden("The person holds roles that you do not; an administrator has to do this.")
        }
    }
}
