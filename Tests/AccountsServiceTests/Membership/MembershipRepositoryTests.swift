import HTTP
import JSONTree
import Messaging
import Postgres
import Primitives
import ServiceKit
import TestSupport
import Testing

@testable import AccountsService

@Suite struct MembershipRepositoryTests {
    @Test func `a payment is stored with its method, amount, reference and recorder`() async throws {
        let fixture = try await AccountsFixture()
        let person = try await fixture.join("zoe@example.org")
        let order = try await fixture.send(.post, "/v1/me/membership", as: person.token, ["type": "individual"])
        let payment = MembershipPayment(
            membership: try #require(MembershipID(order.json.text("id"))), method: .check, amount: 50_00,
            reference: "4711", by: .new())
        let now = Instant(secondsSince1970: 1_700_000_000)
        try await fixture.context.journal.update { unit in
            MembershipRepository(database: fixture.database).insert(payment, at: now, in: unit)
        }
        let row = try #require(
            try await fixture.database.query(
                """
                SELECT membership_id, method, amount, reference, recorded_by, recorded_at FROM membership_payment
                """
            ).first)
        let stored = try row.decode((MembershipID, String, Money, String?, PersonID, Instant).self)
        #expect(stored == (payment.membership, "check", payment.amount, "4711", payment.by, now))
    }
}
