import AccountsDomain
import Messaging
import Primitives
import UseCases

/// Refuses callers who would gain roles by a decision about how other persons sign in.
struct PowerCheck: Sendable {
    let roles: RoleRepository

    /// Requires that the caller holds all roles of these persons, whose rows are locked.
    ///
    /// - Throws: `Forbidden`.
    func require(of caller: Principal, over ids: [PersonID], in unit: UnitOfWork) async throws {
        let own = Power(roles: Set(caller.roles.map(\.rawValue)), coordinatorOf: caller.coordinatorOf)
        guard own.covers(try await roles.power(over: ids, in: unit)) else {
            throw Forbidden("The person has roles that you do not have; only an administrator can do this.")
        }
    }
}
