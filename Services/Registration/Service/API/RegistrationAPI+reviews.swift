import HTTP
import Primitives
import RegistrationDomain
import Web

/// What the office looks into: people who stand twice in a class, classes that name somebody unknown, and lists of attendance that were corrected.
extension RegistrationAPI {
    var reviewEndpoints: [Endpoint] {
        [
            Endpoint(
                "GET", "/v1/unknown-references", "Classes to come whose agency or lead instructor is not known here",
                description:
                    "Ids are taken as they are given: what accounts has may not have come yet. One that stays in this list "
                    + "is a slip; `PATCH /v1/offerings/{id}` corrects a lead instructor. An agency is known when somebody "
                    + "works for it or coordinates it.",
                access: .staff, query: .paging, answers: [.page(of: StrangeOfferingDTO.schema)]
            ) { call in
                let limit = try call.limit()
                let offerings = try await store.strangeOfferings(
                    from: store.associationDay(call.now), after: try call.cursor()?.values(Day.self, OfferingID.self),
                    limit: limit)
                return try .ok(
                    Page(
                        offerings, limit: limit, item: StrangeOfferingDTO.init, cursor: { Cursor($0.startsOn, $0.id) }))
            }
        ]
    }
}
