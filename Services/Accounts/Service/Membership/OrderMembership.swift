import AccountsDomain
import Messaging
import Primitives
import UseCases

/// Orders a membership, which takes effect once it is paid (B1, B3).
struct OrderMembership: Sendable {
    struct Command: Sendable {
        var person: PersonID
        var type: String
    }

    let changes: PersonChanges

    /// Returns the order, which may be one that waits for its payment already.
    ///
    /// - Throws: `NotFound`, `PersonRejection`.
    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> OwnedMembership {
        Rule.keep(.B1, .B3)
        let person = try await changes(command.person, at: now, in: unit) { _ in
            .orderMembership(.new(), type: command.type)
        }
        guard let order = person.order else { throw NotFound() }
        return OwnedMembership(person: person.id, membership: Membership(order))
    }
}
