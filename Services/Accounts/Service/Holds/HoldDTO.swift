import AccountsDomain
import JSONSchema
import JSONTree
import Primitives

/// A hold on a person's good standing (B2).
struct HoldDTO: WireType {
    var id: StandingHoldID
    var personId: PersonID
    var reason: String
    var from: Day
    @Nullable var to: Day?
    var lifted: Bool
    var version: Int

    static let constraints = Constraints([
        CodingKeys.reason: .text,
        .lifted: .boolean.described("Whether it was lifted before it began, so that it was never in force."),
        .version: .integer(min: 1),
    ])

    init(_ owned: OwnedHold) {
        let hold = owned.hold
        id = hold.id
        personId = owned.person
        reason = hold.reason
        from = hold.from
        to = hold.to
        lifted = hold.isVoid
        version = hold.version
    }
}

/// A hold that staff places.
struct NewHoldDTO: WireType {
    var reason: String
    var from: Day
    var to: Day?

    static let constraints = Constraints([CodingKeys.reason: .reason])
}

/// The reason for an action of staff.
struct ReasonDTO: WireType {
    var reason: String

    static let constraints = Constraints([CodingKeys.reason: .reason])
}

extension Schema {
    /// The reason for an action of staff, which is stored with it.
    static var reason: Schema { string(minLength: 1, maxLength: textMaxLength) }
}
