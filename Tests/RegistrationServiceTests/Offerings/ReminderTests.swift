import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

/// Reminders of a class, a month and a week before.
@Suite struct ReminderTests {
    /// A fixture, with the reminders that are sent at a time.
    private struct ReminderFixture {
        let fixture: RegistrationFixture
        let box: Postbox

        init() async throws {
            fixture = try await RegistrationFixture(at: "2026-01-05T15:00:00Z")
            box = Postbox(fixture)
        }

        /// Returns the reminders that are sent at this time.
        func sent(at time: String) async throws -> [String] {
            fixture.clock.move(to: try instant(time))
            try await fixture.run("class-reminders")
            return try await box.collect().filter { $0.subject.contains(" begins ") }.map { "\($0.to): \($0.subject)" }
        }

        func change(_ offering: String, from: String, to: String) async throws {
            let reply = try await fixture.send(
                "PATCH", "/v1/offerings/\(offering)", as: fixture.staff,
                ["startsOn": .string(from), "endsOn": .string(to)])
            guard reply.status == 200 else { throw UnexpectedReply(reply) }
        }

        func post(_ registration: JSON, _ step: String, as caller: Caller, _ body: JSON = [:]) async throws {
            let path = "/v1/registrations/\(registration["id"]?.string ?? "")/\(step)"
            let reply = try await fixture.send("POST", path, as: caller, body)
            guard reply.status == 200 else { throw UnexpectedReply(reply) }
        }
    }

    /// Ann's seat, which she cancels, and Ben's, which he transfers to Cid.
    private struct TwoSeats {
        let (ann, ben, cid): (Caller, Caller, Caller)
        let (cancelled, transferred): (JSON, JSON)

        init(_ fixture: RegistrationFixture) async throws {
            (ann, ben, cid) = (
                try await fixture.member("ann"), try await fixture.member("ben"), try await fixture.member("cid")
            )
            let offering = try await fixture.offering(from: "2026-03-16", to: "2026-03-20")
            (cancelled, transferred) = (
                try await fixture.register(ann, offering), try await fixture.register(ben, offering)
            )
        }

        func leave(_ reminders: ReminderFixture) async throws {
            try await reminders.post(cancelled, "cancellation", as: ann)
            try await reminders.post(
                transferred, "transfer", as: ben, ["toPersonId": .string(cid.person.description)])
        }
    }

    @Test func `a reminder is sent once, at nine in the venue's zone, before and after a change of its clocks`()
        async throws
    {
        let reminders = try await ReminderFixture()
        let ann = try await reminders.fixture.member("ann")
        // Chicago's clocks change on March 8: the first reminder is at nine standard time, the second at nine
        // daylight saving time.
        _ = try await reminders.fixture.register(
            ann, try await reminders.fixture.offering(from: "2026-03-16", to: "2026-03-20"))
        #expect(try await reminders.sent(at: "2026-02-14T14:59:59Z") == [])
        #expect(
            try await reminders.sent(at: "2026-02-14T15:00:00Z") == ["ann@example.org: Basic SRO begins in 30 days"])
        #expect(try await reminders.sent(at: "2026-02-14T15:05:00Z") == [])
        #expect(try await reminders.sent(at: "2026-03-09T13:59:59Z") == [])
        #expect(
            try await reminders.sent(at: "2026-03-09T14:00:00Z") == ["ann@example.org: Basic SRO begins in 7 days"])
        #expect(try await reminders.sent(at: "2026-03-15T15:00:00Z") == [])
    }

    @Test func `the venue's clock counts abroad, where the next day has begun`() async throws {
        let reminders = try await ReminderFixture()
        let ann = try await reminders.fixture.member("ann")
        var venue = RegistrationFixture.venue
        venue["timeZone"] = "Pacific/Auckland"
        venue["country"] = "NZ"
        venue["state"] = nil
        _ = try await reminders.fixture.register(
            ann, try await reminders.fixture.offering(from: "2026-03-16", to: "2026-03-20", more: ["venue": venue]))
        // Auckland is 13 hours ahead.
        #expect(try await reminders.sent(at: "2026-02-13T19:59:59Z") == [])
        #expect(
            try await reminders.sent(at: "2026-02-13T20:00:00Z") == ["ann@example.org: Basic SRO begins in 30 days"])
        #expect(try await reminders.sent(at: "2026-03-08T19:59:59Z") == [])
        #expect(
            try await reminders.sent(at: "2026-03-08T20:00:00Z") == ["ann@example.org: Basic SRO begins in 7 days"])
        #expect(try await reminders.sent(at: "2026-03-15T11:00:00Z") == [])
    }

    @Test func `a cancelled seat has no reminder, and that of a transferred seat goes to its new holder`() async throws
    {
        let reminders = try await ReminderFixture()
        let fixture = reminders.fixture
        let seats = try await TwoSeats(fixture)
        fixture.clock.move(to: try instant("2026-03-05T15:00:00Z"))
        try await seats.leave(reminders)
        #expect(
            try await reminders.sent(at: "2026-03-09T15:00:00Z") == ["cid@example.org: Basic SRO begins in 7 days"])
    }

    @Test func `no reminder is sent if the seat is cancelled or transferred between its round and its sending`()
        async throws
    {
        let reminders = try await ReminderFixture()
        let fixture = reminders.fixture
        let seats = try await TwoSeats(fixture)
        fixture.clock.move(to: try instant("2026-03-09T15:00:00Z"))
        try await fixture.run("class-reminders")
        let written: Int? = try await fixture.database.query(
            "SELECT count(*) FROM mail_outbox WHERE kind = 'class-reminder'"
        ).first?.value(at: 0)
        #expect(written == 2)
        try await seats.leave(reminders)
        // The new holder just received a mail with the date.
        #expect(try await reminders.sent(at: "2026-03-09T15:00:01Z") == [])
    }

    @Test func `a moved class has reminders of its new date, unless the mail of the change comes later than them`()
        async throws
    {
        let reminders = try await ReminderFixture()
        let fixture = reminders.fixture
        let ann = try await fixture.member("ann")
        let offering = try await fixture.offering(from: "2026-03-16", to: "2026-03-20")
        _ = try await fixture.register(ann, offering)
        #expect(try await reminders.sent(at: "2026-02-14T16:00:00Z").count == 1)
        try await reminders.change(offering, from: "2026-05-11", to: "2026-05-15")
        #expect(try await reminders.sent(at: "2026-03-09T16:00:00Z") == [])
        #expect(
            try await reminders.sent(at: "2026-04-11T16:00:00Z") == ["ann@example.org: Basic SRO begins in 30 days"])
        // The class moves to a day in five days, which the mail of the change says.
        try await reminders.change(offering, from: "2026-04-16", to: "2026-04-20")
        #expect(try await reminders.sent(at: "2026-04-11T17:00:00Z") == [])
    }

    @Test func `a person who registers after a reminder was due gets the next one only`()
        async throws
    {
        let reminders = try await ReminderFixture()
        let fixture = reminders.fixture
        let (ann, ben) = (try await fixture.member("ann"), try await fixture.member("ben"))
        let offering = try await fixture.offering(from: "2026-03-16", to: "2026-03-20")
        #expect(try await reminders.sent(at: "2026-02-20T15:00:00Z") == [])
        _ = try await fixture.register(ann, offering)
        #expect(try await reminders.sent(at: "2026-02-20T16:00:00Z") == [])
        #expect(
            try await reminders.sent(at: "2026-03-09T16:00:00Z") == ["ann@example.org: Basic SRO begins in 7 days"])
        _ = try await fixture.register(ben, offering)
        #expect(try await reminders.sent(at: "2026-03-09T17:00:00Z") == [])
    }

    @Test func `a reminder that is late is sent without the previous one`() async throws {
        let reminders = try await ReminderFixture()
        let fixture = reminders.fixture
        let ann = try await fixture.member("ann")
        _ = try await fixture.register(ann, try await fixture.offering(from: "2026-03-16", to: "2026-03-20"))
        #expect(
            try await reminders.sent(at: "2026-03-14T15:00:00Z") == ["ann@example.org: Basic SRO begins in 2 days"])
    }

    @Test func `several replicas enqueue each reminder once`() async throws {
        let reminders = try await ReminderFixture()
        let fixture = reminders.fixture
        let offering = try await fixture.offering(from: "2026-03-16", to: "2026-03-20")
        for _ in 0..<5 { _ = try await fixture.register(Caller(), offering) }
        fixture.clock.move(to: try instant("2026-03-09T15:00:00Z"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { try await fixture.run("class-reminders") } }
            try await group.waitForAll()
        }
        let written: Int? = try await fixture.database.query(
            "SELECT count(*) FROM mail_outbox WHERE kind = 'class-reminder'"
        ).first?.value(at: 0)
        #expect(written == 5)
    }
}
