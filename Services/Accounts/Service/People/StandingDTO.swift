import AccountsDomain
import JSONSchema
import JSONTree
import Primitives

/// The state of a person's membership today (B2).
struct StandingDTO: WireType {
    var status: Standing.Status
    @Nullable var validFrom: Day?
    @Nullable var validTo: Day?
    var inGoodStanding: Bool

    init(_ standing: Standing) {
        status = standing.status
        validFrom = standing.validFrom
        validTo = standing.validTo
        inGoodStanding = standing.isInGoodStanding
    }
}
