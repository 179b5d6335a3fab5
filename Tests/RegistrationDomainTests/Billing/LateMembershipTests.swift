import Primitives
import RegistrationDomain
import Testing

@Suite struct LateMembershipTests {
    private static let registration = RegistrationID.new()

    @Test(arguments: [
        ("2026-01-01", "2026-12-31", "2026-02-28T12:00:00Z", false, true),
        ("2026-03-01", "2026-03-01", "2026-03-01T12:00:00Z", false, true),
        ("2026-03-02", "2027-03-01", "2026-03-01T12:00:00Z", false, false),
        ("2025-03-01", "2026-02-28", "2026-02-01T12:00:00Z", false, false),
        ("2026-01-01", "2026-12-31", "2026-03-01T12:00:00.004Z", false, true),
        ("2026-01-01", "2026-12-31", "2026-03-01T12:01:00Z", false, true),
        ("2026-01-01", "2026-12-31", "2026-03-01T12:01:00.000001Z", false, false),
        ("2026-03-01", "2027-02-28", "2026-03-01T12:00:05Z", true, false),
        ("2026-01-01", "2026-12-31", "2026-02-28T12:00:00Z", true, false),
    ])
    func `E1: a term corrects a price if it was in force on the day and granted by then, clock differences aside`(
        from: String, to: String, grantedAt: String, isOwnTerm: Bool, expected: Bool
    ) throws {
        let term = LateMembership(
            from: Sample.day(from), to: Sample.day(to), grantedAt: try #require(Instant(grantedAt)),
            cause: isOwnTerm ? Self.registration : .new())
        let moment = Sample.moment("2026-03-01")
        #expect(term.reprices(Self.registration, on: moment.associationDay, at: moment.instant) == expected)
    }
}
