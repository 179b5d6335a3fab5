import Contracts
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

@Suite struct MembershipServiceTests {
    private func payment(_ person: PersonID, _ registration: RegistrationID, refunded: Bool = false) -> PaymentChange {
        PaymentChange(
            registrationId: registration, personId: person, offeringId: .new(), rateCategory: .nonMember,
            amount: 545_00, total: 545_00, fullyPaid: !refunded, fullyRefunded: refunded)
    }

    private func deliver(
        _ event: EventType<InvoiceID, PaymentChange>, _ payment: PaymentChange, to sample: AccountsSample
    ) async throws {
        let handlers = sample.service.parts.handlers.filter { $0.type == event.name }
        let envelope = Envelope(
            id: .new(), source: "/muster/registration", type: event.name, subject: InvoiceID.new().description,
            time: sample.clock.now, sequence: 1, epoch: 1)
        for handler in handlers {
            try await sample.service.context.journal.update { unit in
                try await handler.run(envelope, payment.encoded(), unit)
            }
        }
    }

    @Test func `staff does not record the payment of the own membership, an administrator may`() async throws {
        try await AccountsSample.with { sample in
            let admin = try await sample.admin()
            let staff = try await sample.holder(of: ["staff"], "clerk@example.org", admin)
            for (token, status) in [(staff.token, "pendingPayment"), (admin, "active")] {
                let ordered = try await sample.send(.post, "/v1/me/membership", as: token, ["type": "individual"])
                #expect(ordered.status == 201, "\(ordered.text)")
                let path = "/v1/memberships/\(ordered.string("membershipId"))/payments"
                let own = try await sample.send(.post, path, as: token, ["amount": 5000])
                if token == staff.token { #expect(own.status == 409 && own.code == "ownMembership", "\(own.text)") }
                let me = try await sample.send(.get, "/v1/me", as: token)
                #expect(me.json["membership"]?["status"]?.string == status, "\(own.text)")
            }
        }
    }

    @Test func `a bought membership counts from its payment on, once`() async throws {
        try await AccountsSample.with { sample in
            let admin = try await sample.admin()
            let person = try await sample.join("zoe@example.org", kind: "member")
            let ordered = try await sample.send(
                .post, "/v1/me/membership", as: person.token, ["type": "individual"])
            #expect(ordered.status == 201 && ordered.string("status") == "pendingPayment", "\(ordered.text)")
            #expect(ordered.json["amountDue"] == 5000)
            let again = try await sample.send(.post, "/v1/me/membership", as: person.token, ["type": "individual"])
            #expect(again.string("membershipId") == ordered.string("membershipId"))
            var me = try await sample.send(.get, "/v1/me", as: person.token)
            #expect(me.json["membership"]?["status"] == "pendingPayment")
            let path = "/v1/memberships/\(ordered.string("membershipId"))"
            #expect(try await sample.send(.get, path, as: person.token).status == 200)
            #expect(try await sample.send(.post, path + "/payments", as: person.token, ["amount": 5000]).status == 403)
            let little = try await sample.send(.post, path + "/payments", as: admin, ["amount": 4999])
            #expect(little.code == "amountMismatch")
            let paid = try await sample.send(
                .post, path + "/payments", as: admin, ["method": "check", "amount": 5000, "reference": "17"])
            #expect(paid.status == 201 && paid.string("status") == "active", "\(paid.text)")
            #expect(try await sample.send(.post, path + "/payments", as: admin).code == "membershipAlreadyPaid")
            me = try await sample.send(.get, "/v1/me", as: person.token)
            #expect(
                me.json["membership"] == [
                    "status": "active", "validFrom": "2026-03-01", "validTo": "2027-02-28", "inGoodStanding": true,
                ])
            #expect(
                try await sample.state(.person, of: person.id)?.memberships
                    == [MembershipPeriod(from: Day("2026-03-01")!, to: Day("2027-02-28")!, type: "individual")])
            #expect(try await sample.facts(of: person.id).last?.type == "membership.granted")
            sample.clock.move(to: Instant("2027-03-15T18:00:00Z")!)
            let token = try await sample.token("zoe@example.org", AccountsSample.password)
            me = try await sample.send(.get, "/v1/me", as: token)
            #expect(me.json["membership"]?["status"] == "expired")
            let unknown = try await sample.send(.post, "/v1/me/membership", as: token, ["type": "gold"])
            #expect(unknown.status == 409 && unknown.code == "membershipTypeUnknown")
        }
    }

    @Test func `a paid non-member rate brings a membership once, its full refund takes it`() async throws {
        try await AccountsSample.with { sample in
            let person = try await sample.join("zoe@example.org")
            let registration = RegistrationID.new()
            for _ in 0..<2 { try await deliver(.paymentSettled, payment(person.id, registration), to: sample) }
            var me = try await sample.send(.get, "/v1/me", as: person.token)
            #expect(me.json["membership"]?["validTo"] == "2027-02-28")
            let granted = try await sample.facts(of: person.id).filter { $0.type == "membership.granted" }
            #expect(granted.count == 1 && granted.first?.data["cause"] == "ratePaid")
            #expect(granted.first?.data["registrationId"] == .string(registration.description))
            let audit = try await sample.send(.get, "/v1/audit?subject=\(person.id)", as: try await sample.admin())
            #expect(audit.json["items"]?[0]?["action"] == "membership.granted")
            #expect(audit.json["items"]?[0]?["details"]?["rulePack"] == "2026-01")
            try await deliver(.paymentSettled, payment(person.id, .new()), to: sample)
            #expect(try await sample.facts(of: person.id).last?.type == "membership.renewed")
            try await deliver(.paymentRefunded, payment(person.id, registration, refunded: true), to: sample)
            me = try await sample.send(.get, "/v1/me", as: person.token)
            #expect(me.json["membership"]?["status"] == "upcoming")
            #expect(try await sample.state(.person, of: person.id)?.memberships.count == 1)
            var member = payment(person.id, .new())
            member.rateCategory = .member
            try await deliver(.paymentSettled, member, to: sample)
            #expect(try await sample.state(.person, of: person.id)?.memberships.count == 1)
        }
    }

    @Test func `a payment for nobody is poison`() async throws {
        try await AccountsSample.with { sample in
            await #expect(throws: Poison.self) {
                try await deliver(.paymentSettled, payment(.new(), .new()), to: sample)
            }
        }
    }

    @Test func `a hold takes good standing until it is lifted`() async throws {
        try await AccountsSample.with { sample in
            let admin = try await sample.admin()
            let person = try await sample.join("zoe@example.org")
            try await deliver(.paymentSettled, payment(person.id, .new()), to: sample)
            let hold = try await sample.send(
                .post, "/v1/people/\(person.id)/standing-holds", as: admin, ["reason": "dues", "from": "2026-02-01"])
            #expect(hold.status == 201, "\(hold.text)")
            var me = try await sample.send(.get, "/v1/me", as: person.token)
            #expect(me.json["membership"]?["inGoodStanding"] == false)
            #expect(me.json["membership"]?["status"] == "active")
            let lifted = try await sample.send(
                .post, "/v1/standing-holds/\(hold.string("id"))/lifting", as: admin, ["reason": "paid"])
            #expect(lifted.json["to"] == "2026-02-28", "\(lifted.text)")
            me = try await sample.send(.get, "/v1/me", as: person.token)
            #expect(me.json["membership"]?["inGoodStanding"] == true)
            #expect(
                try await sample.facts(of: person.id).map(\.type).suffix(2)
                    == ["membership.holdPlaced", "membership.holdLifted"])
            #expect(try await sample.state(.person, of: person.id)?.holds.first?.to == Day("2026-02-28"))
        }
    }

    @Test func `a merge unites memberships and logins, a later payment lands on the survivor, and an undo parts them`()
        async throws
    {
        try await AccountsSample.with { sample in
            let admin = try await sample.admin()
            let old = try await sample.join("old@example.org")
            let new = try await sample.join("new@example.org")
            try await deliver(.paymentSettled, payment(old.id, .new()), to: sample)
            let merge = try await sample.send(
                .post, "/v1/people/\(old.id)/merge", as: admin,
                ["into": .string(new.id.description), "reason": "same person"])
            #expect(merge.status == 201, "\(merge.text)")
            #expect(try await sample.send(.get, "/v1/me", as: old.token).status == 401)
            sample.clock.move(to: Instant("2026-03-01T18:00:01Z")!)
            let token = try await sample.token("old@example.org", AccountsSample.password)
            let me = try await sample.send(.get, "/v1/me", as: token)
            #expect(me.string("personId") == new.id.description)
            #expect(me.json["membership"]?["validTo"] == "2027-02-28")
            #expect(try await sample.state(.person, of: old.id)?.mergedInto == new.id)
            try await deliver(.paymentSettled, payment(old.id, .new()), to: sample)
            #expect(try await sample.facts(of: new.id).last?.type == "membership.granted")
            let ring = try await sample.send(
                .post, "/v1/people/\(new.id)/merge", as: admin,
                ["into": .string(old.id.description), "reason": "ring"])
            #expect(ring.status == 409 && ring.code == "mergeIntoItself")
            let undone = try await sample.send(.post, "/v1/merges/\(merge.string("id"))/undo", as: admin)
            #expect(undone.status == 200 && undone.json["undoneOn"] == "2026-03-01", "\(undone.text)")
            #expect(try await sample.facts(of: old.id).last?.type == "person.unmerged")
            let back = try await sample.token("old@example.org", AccountsSample.password)
            #expect(try await sample.send(.get, "/v1/me", as: back).string("personId") == old.id.description)
            #expect(
                try await sample.send(.post, "/v1/merges/\(merge.string("id"))/undo", as: admin).code
                    == "alreadyUndone")
        }
    }
}
