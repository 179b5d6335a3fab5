import AccountsDomain
import FoundationEssentials
import Primitives

func day(_ text: String) -> Day { Day(text)! }

func id<Entity>(_ number: UInt8) -> Identifier<Entity> {
    Identifier(UUID(uuid: (1, 0x95, 0x4F, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, number)))
}

enum Samples {
    static let policy = AccountsPolicy(
        version: "test", effectiveFrom: day("2015-01-01"),
        membershipTypes: ["individual": MembershipType(months: 12, dues: 50_00)], graceDays: 30,
        freeMembershipType: "individual", mergeUndoDays: 30, passwordMinimumLength: 8)

    static let profile = Profile(givenName: "Zoë", familyName: "Nguyễn", email: "zoe@example.org")
    static let person = Person(id: id(1), kind: .registrant, profile: profile)

    static func member(
        from: String, to: String, registration: RegistrationID? = nil, isRevoked: Bool = false
    ) -> Person {
        var person = person
        person.terms = [
            MembershipTerm(
                id: id(9), type: "individual", validFrom: day(from), validTo: day(to),
                cause: registration == nil ? .purchase : .ratePaid, registrationID: registration, isRevoked: isRevoked)
        ]
        return person
    }
}

extension Person {
    /// Decides and applies; the events.
    mutating func run(
        _ command: PersonCommand, today: Day = day("2026-03-01")
    ) throws(PersonRejection) -> [PersonEvent] {
        let events = try decide(command, today: today, policy: Samples.policy)
        for event in events { apply(event) }
        return events
    }
}
