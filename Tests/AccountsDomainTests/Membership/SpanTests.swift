import AccountsDomain
import Primitives
import Testing

@Suite struct SpanTests {
    /// Two spans: 2024 and half of 2025, which are adjacent, then, after a gap of one day, August 2025.
    private static let terms = [
        ("2025-08-01", "2025-08-31"), ("2024-01-01", "2024-12-31"), ("2025-01-01", "2025-07-30"),
    ].enumerated().map { index, dates in
        MembershipTerm(
            id: id(UInt8(index + 1)), type: "individual", validFrom: day(dates.0), validTo: day(dates.1),
            cause: .purchase)
    }

    @Test(
        arguments: [
            ("2023-12-31", nil), ("2024-01-01", "2024-01-01 2025-07-30"), ("2024-12-31", "2024-01-01 2025-07-30"),
            ("2025-01-01", "2024-01-01 2025-07-30"), ("2025-07-30", "2024-01-01 2025-07-30"), ("2025-07-31", nil),
            ("2025-08-01", "2025-08-01 2025-08-31"), ("2025-08-31", "2025-08-01 2025-08-31"), ("2025-09-01", nil),
        ] as [(String, String?)])
    func `a span unites terms without a gap, and holds its first and its last day`(on: String, span: String?) {
        #expect(Self.terms.span(on: day(on)).map { "\($0.from) \($0.to)" } == span)
    }

    @Test func `another type cannot be ordered while an order waits for its payment`() throws {
        var policy = Samples.policy
        policy.membershipTypes["student"] = MembershipType(months: 12, dues: 10_00)
        var person = Samples.person
        person.order = MembershipOrder(id: id(2), type: "individual", amountDue: 50_00)
        #expect(throws: PersonRejection.membershipPending) {
            try person.decide(.orderMembership(id(3), type: "student"), today: day("2026-03-01"), policy: policy)
        }
    }

    @Test(arguments: [("2026-06-30", true), ("2026-07-30", true), ("2026-07-31", false)])
    func `a paid term renews the previous one only without a gap`(today: String, renews: Bool) throws {
        var person = Samples.member(from: "2025-07-01", to: "2026-06-30")
        person.order = MembershipOrder(id: id(2), type: "individual", amountDue: 50_00)
        let events = try person.run(.payMembership(id(2), amount: 50_00), today: day(today))
        if case .membershipRenewed? = events.first { #expect(renews) } else { #expect(!renews) }
        #expect(events.count == 1)
    }
}
