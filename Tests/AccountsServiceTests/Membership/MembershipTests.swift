import Contracts
import DomainClock
import HTTP
import JSONTree
import Observability
import Postgres
import Primitives
import ServiceKit
import TestSupport
import Testing

@testable import AccountsService
@testable import Messaging

@Suite struct MembershipTests {
    private func payment(_ person: PersonID, _ registration: RegistrationID, refunded: Bool = false) -> PaymentChange {
        PaymentChange(
            registrationId: registration, personId: person, offeringId: .new(), rateCategory: .nonMember,
            amount: 545_00, total: 545_00, fullyPaid: !refunded, fullyRefunded: refunded)
    }

    private func deliver(
        _ event: EventType<InvoiceID, PaymentChange>, _ payment: PaymentChange, to fixture: AccountsFixture
    ) async throws {
        let handlers = fixture.base.parts.handlers.filter { $0.type == event.name }
        let envelope = Envelope(
            id: .new(), source: "/muster/registration", type: event.name, subject: InvoiceID.new().description,
            time: fixture.clock.now, sequence: 1, epoch: 1)
        for handler in handlers {
            try await fixture.context.journal.update { unit in
                try await handler.run(envelope, payment.encoded(), unit)
            }
        }
    }

    @Test func `staff cannot record the payment of their own membership, and an administrator can`() async throws {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let staff = try await fixture.holder(of: ["staff"], "clerk@example.org", admin)
        for (token, status) in [(staff.token, "pendingPayment"), (admin, "active")] {
            let ordered = try await fixture.send(.post, "/v1/me/membership", as: token, ["type": "individual"])
            #expect(ordered.status == 201, "\(ordered.text)")
            let path = "/v1/memberships/\(ordered.json.text("membershipId"))/payments"
            let own = try await fixture.send(.post, path, as: token, ["amount": 5000])
            if token == staff.token { #expect(own.status == 409 && own.code == "ownMembership", "\(own.text)") }
            let me = try await fixture.send(.get, "/v1/me", as: token)
            #expect(me.json["membership"]?["status"]?.string == status, "\(own.text)")
        }
    }

    @Test(.rule(.B1, .B3)) func `a bought membership counts from its payment on, once`() async throws {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let person = try await fixture.join("zoe@example.org", kind: "member")
        let ordered = try await fixture.send(
            .post, "/v1/me/membership", as: person.token, ["type": "individual"])
        #expect(ordered.status == 201 && ordered.json.text("status") == "pendingPayment", "\(ordered.text)")
        #expect(ordered.json["amountDue"] == 5000)
        let again = try await fixture.send(.post, "/v1/me/membership", as: person.token, ["type": "individual"])
        #expect(again.json.text("membershipId") == ordered.json.text("membershipId"))
        var me = try await fixture.send(.get, "/v1/me", as: person.token)
        #expect(me.json["membership"]?["status"] == "pendingPayment")
        let path = "/v1/memberships/\(ordered.json.text("membershipId"))"
        #expect(try await fixture.send(.get, path, as: person.token).status == 200)
        #expect(try await fixture.send(.post, path + "/payments", as: person.token, ["amount": 5000]).status == 403)
        let little = try await fixture.send(.post, path + "/payments", as: admin, ["amount": 4999])
        #expect(little.code == "amountMismatch")
        let paid = try await fixture.send(
            .post, path + "/payments", as: admin, ["method": "check", "amount": 5000, "reference": "17"])
        #expect(paid.status == 201 && paid.json.text("status") == "active", "\(paid.text)")
        #expect(try await fixture.send(.post, path + "/payments", as: admin).code == "membershipAlreadyPaid")
        me = try await fixture.send(.get, "/v1/me", as: person.token)
        #expect(
            me.json["membership"] == [
                "status": "active", "validFrom": "2026-03-01", "validTo": "2027-02-28", "inGoodStanding": true,
            ])
        #expect(
            try await fixture.state(.person, of: person.id)?.memberships
                == [MembershipPeriod(from: Day("2026-03-01")!, to: Day("2027-02-28")!, type: "individual")])
        #expect(try await fixture.facts(of: person.id).last?.type == "membership.granted")
        fixture.clock.move(to: Instant("2027-03-15T18:00:00Z")!)
        let token = try await fixture.token("zoe@example.org", AccountsFixture.password)
        me = try await fixture.send(.get, "/v1/me", as: token)
        #expect(me.json["membership"]?["status"] == "expired")
        let unknown = try await fixture.send(.post, "/v1/me/membership", as: token, ["type": "gold"])
        #expect(unknown.status == 409 && unknown.code == "membershipTypeUnknown")
    }

    @Test(.rule(.B4)) func `a paid non-member rate grants a membership once, and its full refund revokes it`()
        async throws
    {
        let fixture = try await AccountsFixture()
        let person = try await fixture.join("zoe@example.org")
        let registration = RegistrationID.new()
        for _ in 0..<2 { try await deliver(.paymentSettled, payment(person.id, registration), to: fixture) }
        var me = try await fixture.send(.get, "/v1/me", as: person.token)
        #expect(me.json["membership"]?["validTo"] == "2027-02-28")
        let granted = try await fixture.facts(of: person.id).filter { $0.type == "membership.granted" }
        #expect(granted.count == 1 && granted.first?.data["cause"] == "ratePaid")
        #expect(granted.first?.data["registrationId"] == .string(registration.description))
        let audit = try await fixture.send(.get, "/v1/audit?subject=\(person.id)", as: try await fixture.admin())
        #expect(audit.json["items"]?[0]?["action"] == "membership.granted")
        #expect(audit.json["items"]?[0]?["details"]?["rulePack"] == "2026-01")
        try await deliver(.paymentSettled, payment(person.id, .new()), to: fixture)
        #expect(try await fixture.facts(of: person.id).last?.type == "membership.renewed")
        try await deliver(.paymentRefunded, payment(person.id, registration, refunded: true), to: fixture)
        me = try await fixture.send(.get, "/v1/me", as: person.token)
        #expect(me.json["membership"]?["status"] == "upcoming")
        #expect(try await fixture.state(.person, of: person.id)?.memberships.count == 1)
        var member = payment(person.id, .new())
        member.rateCategory = .member
        try await deliver(.paymentSettled, member, to: fixture)
        #expect(try await fixture.state(.person, of: person.id)?.memberships.count == 1)
    }

    @Test func `a payment of an unknown person is poison`() async throws {
        let fixture = try await AccountsFixture()
        await #expect(throws: Poison.self) {
            try await deliver(.paymentSettled, payment(.new(), .new()), to: fixture)
        }
    }

    @Test(.rule(.B2)) func `a member with a hold is not in good standing until it is lifted`() async throws {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let person = try await fixture.join("zoe@example.org")
        try await deliver(.paymentSettled, payment(person.id, .new()), to: fixture)
        let hold = try await fixture.send(
            .post, "/v1/people/\(person.id)/standing-holds", as: admin, ["reason": "dues", "from": "2026-02-01"])
        #expect(hold.status == 201, "\(hold.text)")
        var me = try await fixture.send(.get, "/v1/me", as: person.token)
        #expect(me.json["membership"]?["inGoodStanding"] == false)
        #expect(me.json["membership"]?["status"] == "active")
        let lifted = try await fixture.send(
            .post, "/v1/standing-holds/\(hold.json.text("id"))/lifting", as: admin, ["reason": "paid"])
        #expect(lifted.json["to"] == "2026-02-28", "\(lifted.text)")
        me = try await fixture.send(.get, "/v1/me", as: person.token)
        #expect(me.json["membership"]?["inGoodStanding"] == true)
        #expect(
            try await fixture.facts(of: person.id).map(\.type).suffix(2)
                == ["membership.holdPlaced", "membership.holdLifted"])
        #expect(try await fixture.state(.person, of: person.id)?.holds.first?.to == Day("2026-02-28"))
    }

    @Test(.rule(.A5))
    func `a merge unites memberships and logins, a later payment lands on the survivor, and an undo parts them`()
        async throws
    {
        let fixture = try await AccountsFixture()
        let admin = try await fixture.admin()
        let old = try await fixture.join("old@example.org")
        let new = try await fixture.join("new@example.org")
        try await deliver(.paymentSettled, payment(old.id, .new()), to: fixture)
        let merge = try await fixture.send(
            .post, "/v1/people/\(old.id)/merge", as: admin,
            ["into": .string(new.id.description), "reason": "same person"])
        #expect(merge.status == 201, "\(merge.text)")
        #expect(try await fixture.send(.get, "/v1/me", as: old.token).status == 401)
        fixture.clock.move(to: Instant("2026-03-01T18:00:01Z")!)
        let token = try await fixture.token("old@example.org", AccountsFixture.password)
        let me = try await fixture.send(.get, "/v1/me", as: token)
        #expect(me.json.text("personId") == new.id.description)
        #expect(me.json["membership"]?["validTo"] == "2027-02-28")
        #expect(try await fixture.state(.person, of: old.id)?.mergedInto == new.id)
        try await deliver(.paymentSettled, payment(old.id, .new()), to: fixture)
        #expect(try await fixture.facts(of: new.id).last?.type == "membership.granted")
        let ring = try await fixture.send(
            .post, "/v1/people/\(new.id)/merge", as: admin,
            ["into": .string(old.id.description), "reason": "ring"])
        #expect(ring.status == 409 && ring.code == "mergeIntoItself")
        let undone = try await fixture.send(.post, "/v1/merges/\(merge.json.text("id"))/undo", as: admin)
        #expect(undone.status == 200 && undone.json["undoneOn"] == "2026-03-01", "\(undone.text)")
        #expect(try await fixture.facts(of: old.id).last?.type == "person.unmerged")
        let back = try await fixture.token("old@example.org", AccountsFixture.password)
        #expect(try await fixture.send(.get, "/v1/me", as: back).json.text("personId") == old.id.description)
        #expect(
            try await fixture.send(.post, "/v1/merges/\(merge.json.text("id"))/undo", as: admin).code
                == "alreadyUndone")
    }
}
