import HTTP
import Primitives
import RegistrationDomain
import Web

/// The office's list of classes that name an unknown agency or lead instructor.
struct UnknownReferenceRoutes: Sendable {
    let references: UnknownReferenceRepository
    let policies: Policies

    init(_ parts: RegistrationParts) {
        references = UnknownReferenceRepository(database: parts.database)
        policies = parts.policies
    }

    var list: Operation {
        Operation(
            "List the classes to come whose agency or lead instructor is not known here",
            description:
                "Ids are accepted without a check, since the state of accounts may arrive later. An id that remains "
                + "in this list is a mistake; `PATCH /v1/offerings/{id}` corrects a lead instructor. An agency is "
                + "known if a person works for it or coordinates it.",
            access: .staff, query: .paging, answers: [.page(of: UnknownReferenceDTO.self)]
        ) { call in
            let limit = try call.limit()
            var after: UnknownReference.Position?
            if let (startsOn, id) = try call.cursor()?.values(Day.self, OfferingID.self) {
                after = UnknownReference.Position(startsOn: startsOn, id: id)
            }
            let unknown = try await references.list(
                from: policies.associationDay(call.now), after: after, limit: limit)
            return try .ok(
                Page(unknown, limit: limit, item: UnknownReferenceDTO.init, cursor: { Cursor($0.startsOn, $0.id) }))
        }
    }
}
