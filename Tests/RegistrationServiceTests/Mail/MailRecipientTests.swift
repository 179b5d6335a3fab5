import DomainClock
import HTTP
import JSONTree
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing
import UseCases

@testable import RegistrationService

/// The recipients of registration's mails.
@Suite struct MailRecipientTests {
    @Test
    func `a mail waits for the profile, goes to the survivor of a merge, and is dropped for an erased person`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let box = Postbox(fixture)
        let offering = try await fixture.offering()
        let (late, merged, erased) = (Caller(), Caller(), Caller())
        for caller in [late, merged, erased] { _ = try await fixture.register(caller, offering) }
        let survivor = try await fixture.member("survivor")
        try await fixture.know(merged.person, email: "merged@example.org", mergedInto: survivor.person)
        try await fixture.database.execute(
            """
            INSERT INTO projection_guard (projection, aggregate_id, epoch, version, is_gone)
            VALUES ('profile', \(erased.person.description), 1, 2, true)
            """)
        let seat = "You have a seat: Basic SRO, March 30 to April 3, 2026"
        #expect(try await box.subjects() == ["survivor@example.org: \(seat)"])
        #expect(try await box.dropped() == ["registered: the person was erased"])
        try await fixture.know(late.person, email: "late@example.org")
        #expect(try await box.subjects() == ["late@example.org: \(seat)"])
    }

    @Test func `a group's mails are enqueued in its transaction, by one statement`() async throws {
        let fixture = try await RegistrationFixture()
        let offering = try await fixture.offering(capacity: 30)
        let replies = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<30 {
                group.addTask {
                    try await fixture.send(
                        "POST", "/v1/registrations", as: Caller(), ["offeringId": .string(offering)]
                    ).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(replies == Array(repeating: 201, count: 30))
        let same: Int? = try await fixture.database.query(
            """
            SELECT count(*) FROM mail_outbox m JOIN registration r ON r.id = m.about
            WHERE m.xmin = r.xmin AND m.kind = 'registered' AND m.person_id = r.person_id
            """
        ).first?.value(at: 0)
        #expect(same == 30)
    }

    @Test func `E1, E5: a corrected price and an award are mailed; D3: allotted seats to the agency's coordinators`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let box = Postbox(fixture)
        let offering = try await fixture.offering()
        let ann = try await fixture.member("ann")
        let registration = try await fixture.register(ann, offering)
        _ = try await box.collect()
        try await fixture.parts.journal.update { unit in
            let id = try #require(RegistrationID(registration["id"]?.string ?? ""))
            try await BillingParts(fixture.parts).correctPrice(id, at: fixture.clock.now, in: unit)
        }
        let corrected = try await box.collect()
        #expect(corrected.map(\.subject) == ["Your price was corrected: Basic SRO, March 30 to April 3, 2026"])
        #expect(corrected[0].text.contains("New price: 495.00 USD\nAmount due: 495.00 USD"))

        let applied = try await fixture.send(
            "POST", "/v1/scholarships", as: ann, ["offeringId": .string(offering), "statement": "No budget."])
        let path = "/v1/scholarships/\(applied.json["id"]?.string ?? "")/award"
        #expect(try await fixture.send("POST", path, as: fixture.staff, ["amount": 20000]).status == 200)
        let awarded = try await box.collect()
        #expect(awarded.count == 1)
        #expect(awarded[0].text.contains("200.00 USD off the price.\n\nIt is already credited"))

        // At most the price is credited; before the registration the mail says the most that it can be.
        for (name, isRegistered, words) in [
            ("ben", true, ": 545.00 USD off the price."), ("cid", false, ": up to 1000000.00 USD off the price."),
        ] {
            let member = try await fixture.member(name)
            if isRegistered { _ = try await fixture.register(member, offering) }
            let applied = try await fixture.send(
                "POST", "/v1/scholarships", as: member, ["offeringId": .string(offering), "statement": "No budget."])
            _ = try await box.collect()
            let path = "/v1/scholarships/\(applied.json.text("id"))/award"
            #expect(try await fixture.send("POST", path, as: fixture.staff, ["amount": 100_000_000]).status == 200)
            let mails = try await box.collect()
            #expect(mails.count == 1 && mails[0].text.contains(words), "\(mails)")
        }

        let coordinator = try await fixture.member("carla")
        try await fixture.database.execute(
            "UPDATE person SET coordinator_of = \([fixture.agency]) WHERE id = \(coordinator.person)")
        let kept = try await fixture.send(
            "POST", "/v1/offerings/\(offering)/seat-allotments", as: fixture.staff,
            [
                "agencyId": .string(fixture.agency.description), "seats": 4, "expiresAt": "2026-03-10T18:30:00Z",
                "reason": "They called.",
            ])
        #expect(kept.status == 201)
        let told = try await box.collect()
        #expect(told.map(\.to) == ["carla@example.org"])
        #expect(
            told[0].text.contains(
                "4 seats in Basic SRO are reserved for your agency until Tuesday, March 10, 2026, "
                    + "1:30 PM (America/Chicago)."
            ))
    }

    @Test
    func `C3: a packet's outcome is mailed to its contact, and to its submitter unless the address is the same`()
        async throws
    {
        let fixture = try await RegistrationFixture()
        let box = Postbox(fixture)
        let coordinator = Caller(roles: [.agencyCoordinator], coordinatorOf: [fixture.agency])
        try await fixture.know(coordinator.person, email: "Carla@Springfield.example")
        let plan: JSON = [
            "agencyId": .string(fixture.agency.description), "courseCode": "basic-sro", "startsOn": "2026-03-30",
            "endsOn": "2026-04-03", "capacity": 24, "venue": RegistrationFixture.venue,
            "contact": ["name": "Carla Cole", "email": "carla@springfield.example"],
        ]
        let request = try await fixture.send("POST", "/v1/host-requests", as: coordinator, plan)
        let path = "/v1/host-requests/" + (request.json["id"]?.string ?? "")
        _ = try await fixture.send("POST", path + "/rejection", as: fixture.staff, ["reason": "Too <small>."])
        let rejected = try await box.collect()
        #expect(rejected.map(\.to) == ["carla@springfield.example"])
        #expect(rejected[0].text.contains("Dear Carla Cole,") && rejected[0].text.contains("\n\nToo <small>.\n"))
        _ = try await fixture.send(
            "POST", path + "/resubmission", as: coordinator,
            ["contact": ["name": "Pat", "email": "pat@springfield.example"]])
        #expect(try await fixture.send("POST", path + "/approval", as: fixture.staff, [:]).status == 200)
        #expect(
            try await box.subjects() == [
                "Carla@Springfield.example: You are hosting Basic SRO, March 30 to April 3, 2026",
                "pat@springfield.example: You are hosting Basic SRO, March 30 to April 3, 2026",
            ])
    }

    @Test
    func `E4: a retake invitation is sent once, not after a later completion, and not for an import`()
        async throws
    {
        let fixture = try await RegistrationFixture(at: "2026-03-02T15:00:00Z")
        let box = Postbox(fixture)
        let (ann, ben) = (try await fixture.member("ann"), try await fixture.member("ben"))
        let imported = try await fixture.member("cid")
        for caller in [ann, ben] { try await fixture.complete(caller.person, on: "2023-03-01") }
        try await fixture.complete(imported.person, on: "2020-03-01", isImported: true)
        try await fixture.run("retake-invitations")
        try await fixture.complete(ben.person, on: "2026-03-01")
        let invited = try await box.collect()
        #expect(invited.map(\.to) == ["ann@example.org"])
        #expect(invited[0].text.contains("You completed Basic SRO on Wednesday, March 1, 2023."))
        #expect(invited[0].text.contains("at a discount of 100.00 USD"))
        try await fixture.run("retake-invitations")
        #expect(try await box.collect() == [])
    }
}
