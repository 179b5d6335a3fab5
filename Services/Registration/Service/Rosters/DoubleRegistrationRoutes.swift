import HTTP
import Primitives
import RegistrationDomain
import Web

/// Persons who have more than one registration for a class (A5).
struct DoubleRegistrationRoutes: Sendable {
    let doubles: DoubleRegistrationRepository

    init(_ parts: RegistrationParts) {
        doubles = DoubleRegistrationRepository(
            registrations: RegistrationRepository(database: parts.database))
    }

    var list: Operation {
        Operation(
            "List the persons with more than one registration for a class",
            description:
                "The registrations of two accounts that were merged. The office cancels one of the registrations, "
                + "which has no fee while the other is active.",
            access: .staff, query: .paging, answers: [.page(of: DoubleRegistrationDTO.self)]
        ) { call in
            let limit = try call.limit()
            let found = try await doubles.list(
                after: try call.cursor()?.values(OfferingID.self, PersonID.self), limit: limit)
            return try .ok(
                Page(
                    found, limit: limit, item: DoubleRegistrationDTO.init, cursor: { Cursor($0.offering, $0.person) })
            )
        }
    }
}
