import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

/// Registration's mails.
@Suite struct MailTests {
    private static func step(
        _ fixture: RegistrationFixture, _ registration: JSON, _ step: String, as caller: Caller, _ body: JSON = [:]
    ) async throws {
        let path = "/v1/registrations/\(registration["id"]?.string ?? "")/\(step)"
        let reply = try await fixture.send("POST", path, as: caller, body)
        guard reply.status == 200 else { throw UnexpectedReply(reply) }
    }

    @Test func `a seat is mailed about from its registration over payments to its cancellation, each message once`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let box = Postbox(fixture)
        let ann = try await fixture.member("ann")
        let registration = try await fixture.register(
            ann, try await fixture.offering(), more: ["purchaseOrder": "PO 7"])
        let registered = try await box.collect()
        #expect(registered.map(\.subject) == ["You have a seat: Basic SRO, March 30 to April 3, 2026"])
        let text = try #require(registered.first?.text)
        let invoice = registration["invoiceId"]?.string ?? ""
        #expect(text.contains("Dear Omar Ortiz,"))
        #expect(text.contains("Where: Springfield Academy, 5 Elm Street, Springfield, IL"))
        #expect(
            text.contains("Amount due: 545.00 USD. Your invoice: https://muster.example/invoices/\(invoice)"))
        #expect(text.contains("Purchase order: PO 7") && !text.contains("confirmed") && !text.contains("audit"))
        #expect(try await box.collect() == [])

        _ = try await fixture.pay(registration["invoiceId"], 10000)
        let part = try await box.collect()
        #expect(part.map(\.subject) == ["We received your payment of 100.00 USD"])
        #expect(part.first?.text.contains("Amount due: 445.00 USD") == true)
        _ = try await fixture.pay(registration["invoiceId"], 44500)
        let rest = try await box.collect()
        #expect(rest.count == 1 && rest[0].text.contains("your seat is confirmed"))

        try await Self.step(fixture, registration, "cancellation", as: ann)
        let cancelled = try await box.collect()
        #expect(cancelled.map(\.subject) == ["Your registration was cancelled: Basic SRO, March 30 to April 3, 2026"])
        #expect(cancelled[0].text.contains("Cancellation fee: 75.00 USD\nRefund: 470.00 USD\n\nNo payment is due"))
    }

    @Test func `a seat that was cancelled before its mails were sent has the mail of the cancellation only`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let box = Postbox(fixture)
        let ann = try await fixture.member("ann")
        let registration = try await fixture.register(ann, try await fixture.offering())
        try await Self.step(fixture, registration, "cancellation", as: ann)
        let sent = try await box.collect()
        #expect(sent.count == 1)
        #expect(sent[0].text.contains("Amount due: 75.00 USD. Your invoice:"))
        #expect(try await box.dropped() == ["registered: the seat is no longer this person's"])
    }

    @Test func `without a site no mail has a link, and each has the number by which the office finds its subject`()
        async throws
    {
        let fixture = try await RegistrationFixture(settings: ["REGISTRATION_SITE": ""])
        let box = Postbox(fixture)
        let ann = try await fixture.member("ann")
        let offering = try await fixture.offering()
        let registration = try await fixture.register(ann, offering)
        let paid = try await fixture.pay(registration["invoiceId"], 10000)
        #expect(paid.status == 201)
        _ = try await fixture.send(
            "PATCH", "/v1/offerings/\(offering)", as: fixture.staff, ["startsOn": "2026-04-06", "endsOn": "2026-04-10"])
        let letters = try await box.collect()
        #expect(letters.count == 3)
        for letter in letters {
            #expect(!letter.text.contains("http") && !letter.text.contains("{{"), "\(letter)")
            #expect(!letter.text.contains(": \n") && !letter.text.contains(": ."), "\(letter)")
        }
        let (id, invoice) = (registration.text("id"), registration.text("invoiceId"))
        #expect(letters.contains { $0.text.contains("Registration number: \(id)") })
        #expect(letters.contains { $0.text.contains("Your registration, number \(id), is unchanged.") })
        #expect(letters.contains { $0.text.contains("Your invoice is number \(invoice).") })
    }

    @Test func `D7: mails tell the place in the waitlist, the offer with its deadline at the venue, and its end`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let box = Postbox(fixture)
        let offering = try await fixture.offering(capacity: 1)
        let (ann, ben, cid) = (
            try await fixture.member("ann"), try await fixture.member("ben"), try await fixture.member("cid")
        )
        let held = try await fixture.register(ann, offering)
        _ = try await fixture.register(ben, offering, more: ["waitlist": true])
        _ = try await fixture.register(cid, offering, more: ["waitlist": true])
        let waiting = try await box.collect()
        #expect(waiting.map(\.to) == ["ann@example.org", "ben@example.org", "cid@example.org"])
        #expect(waiting[2].text.contains("You are number 2 on its waitlist"))
        try await Self.step(fixture, held, "cancellation", as: ann)
        let offered = try await box.collect()
        let until = "Tuesday, March 3, 2026, 9:00 AM (America/Chicago)"
        #expect(offered.map(\.subject).last == "A seat is available: confirm by \(until)")
        fixture.clock.move(to: try instant("2026-03-03T15:00:01Z"))
        try await fixture.run("due-seats")
        let next = try await box.subjects()
        #expect(
            next == [
                "ben@example.org: Your seat offer has expired: Basic SRO",
                "cid@example.org: A seat is available: confirm by Thursday, March 5, 2026, 9:00 AM (America/Chicago)",
            ])
    }

    @Test func `D4: each transfer is mailed to both persons`() async throws {
        let fixture = try await RegistrationFixture()
        let box = Postbox(fixture)
        let (ann, ben) = (try await fixture.member("ann"), try await fixture.member("ben"))
        let registration = try await fixture.register(ann, try await fixture.offering())
        _ = try await box.collect()
        let seat = "Basic SRO, March 30 to April 3, 2026"
        for (from, to) in [(ann, ben), (ben, ann), (ann, ben)] {
            try await Self.step(
                fixture, registration, "transfer", as: from, ["toPersonId": .string(to.person.description)])
            let told = try await box.collect()
            #expect(
                Set(told.map(\.subject)) == ["You have a seat: \(seat)", "Your seat was transferred: \(seat)"])
            #expect(told.contains { $0.text.contains("the transfer fee of 50.00 USD") })
        }
    }

    @Test func `a class's move or cancellation is mailed to all who hold or await a seat`() async throws {
        let fixture = try await RegistrationFixture()
        let box = Postbox(fixture)
        let offering = try await fixture.offering(capacity: 1)
        let (ann, ben) = (try await fixture.member("ann"), try await fixture.member("ben"))
        let paid = try await fixture.register(ann, offering)
        _ = try await fixture.register(ben, offering, more: ["waitlist": true])
        _ = try await fixture.pay(paid["invoiceId"], 54500)
        _ = try await box.collect()
        func change(_ change: JSON) async throws {
            let reply = try await fixture.send("PATCH", "/v1/offerings/\(offering)", as: fixture.staff, change)
            guard reply.status == 200 else { throw UnexpectedReply(reply) }
        }
        try await change(["title": "Basic SRO, evenings"])
        #expect(try await box.collect() == [])
        fixture.clock.move(to: try instant("2026-03-02T15:00:00Z"))
        try await change(["startsOn": "2026-04-27", "endsOn": "2026-05-01"])
        let told = try await box.collect()
        #expect(told.map(\.to) == ["ann@example.org", "ben@example.org"])
        #expect(told[0].text.contains("Previous dates: March 30 to April 3, 2026"))
        #expect(told[0].text.contains("When: April 27 to May 1, 2026") && !told[0].text.contains("Previous venue"))
        // D5: the policy's 14 days; a person in the waitlist pays no fee in any case.
        #expect(told[0].text.contains("you may cancel without a fee until Monday, March 16, 2026."))
        #expect(!told[1].text.contains("without a fee"))

        let reply = try await fixture.send(
            "POST", "/v1/offerings/\(offering)/cancellation", as: fixture.staff, ["reason": "The hall burned down."])
        #expect(reply.status == 200)
        let cancelled = try await box.collect()
        #expect(cancelled.map(\.to) == ["ann@example.org", "ben@example.org"])
        #expect(
            cancelled[0].text.contains("The hall burned down.\n\nWe will refund your payment of 545.00 USD in full."))
        #expect(!cancelled[1].text.contains("What you paid"))
    }

    @Test func `F2: the evaluation is mailed once, after the last day, to those who attended and have not answered`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let box = Postbox(fixture)
        let offering = try await fixture.offering()
        let (ann, ben, cid) = (
            try await fixture.member("ann"), try await fixture.member("ben"), try await fixture.member("cid")
        )
        let seats = [
            try await fixture.register(ann, offering), try await fixture.register(ben, offering),
            try await fixture.register(cid, offering),
        ].compactMap { $0["id"] }
        _ = try await box.collect()
        fixture.clock.move(to: try instant("2026-04-03T15:00:00Z"))
        func attend(_ day: String, _ present: [JSON]) async throws {
            let list: JSON = ["date": .string(day), "present": .array(present)]
            let reply = try await fixture.send("PUT", "/v1/offerings/\(offering)/attendance", as: fixture.staff, list)
            guard reply.status == 200 else { throw UnexpectedReply(reply) }
        }
        try await attend("2026-03-30", Array(seats.prefix(2)))
        let answers: JSON = ["answers": ["overall": 5, "content": 5, "instructor": 5, "facility": 5]]
        let path = "/v1/registrations/\(seats[1].string ?? "")/evaluation"
        #expect(try await fixture.send("PUT", path, as: ben, answers).status == 200)
        #expect(try await box.subjects() == ["ann@example.org: Please evaluate Basic SRO"])
        try await attend("2026-04-03", Array(seats.prefix(2)))
        #expect(try await box.collect() == [])
    }

    @Test func `E8: a refund is mailed with its amount; D7: the end of a wait with its class is mailed once`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let box = Postbox(fixture)
        let offering = try await fixture.offering(capacity: 1)
        let (ann, ben) = (try await fixture.member("ann"), try await fixture.member("ben"))
        let registration = try await fixture.register(ann, offering)
        _ = try await fixture.register(ben, offering, more: ["waitlist": true])
        let paid = try await fixture.pay(registration["invoiceId"], 54500)
        _ = try await box.collect()
        let path = "/v1/payments/\(paid.json["paymentId"]?.string ?? "")/refunds"
        for amount in [10000, 5000] {
            let refund: JSON = ["amount": .integer(amount), "reason": "goodwill"]
            #expect(try await fixture.send("POST", path, as: fixture.staff, refund).status < 300)
        }
        let refunds = try await box.collect()
        #expect(refunds.map(\.subject) == ["Your refund of 100.00 USD", "Your refund of 50.00 USD"])
        // The refund has not been sent yet.
        #expect(refunds.first?.text.contains("We will refund 100.00 USD of the payment for Basic SRO") == true)
        // The card provider reports refunds that it has sent.
        let other = try await fixture.register(try await fixture.member("cid"), try await fixture.offering())
        for (id, type) in [("evt-1", "payment.succeeded"), ("evt-2", "charge.refunded")] {
            _ = try await fixture.webhook(other["invoiceId"], id: id, type: type)
        }
        let told = try await box.collect().last?.text
        #expect(told?.contains("We refunded 545.00 USD of the payment for Basic SRO") == true)
        #expect(told?.contains(", to the card.") == true)
        fixture.clock.move(to: try instant("2026-04-06T15:00:00Z"))
        for _ in 0..<2 { try await fixture.run("due-seats") }
        let ended = "ben@example.org: No seat became available: Basic SRO, March 30 to April 3, 2026"
        #expect(try await box.subjects() == [ended])
    }
}
