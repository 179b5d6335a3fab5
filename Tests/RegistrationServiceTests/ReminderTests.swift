import DomainClock
import HTTP
import JSONTree
import Postgres
import Primitives
import RegistrationDomain
import TestSupport
import Testing

@testable import RegistrationService

@Suite("Reminders of a class, a month and a week before")
struct ReminderTests {
    /// A world with a class, and what its reminders come to at a time.
    private struct Stage {
        let world: RegistrationWorld
        let box: Postbox

        init() async throws {
            world = try await RegistrationWorld(at: "2026-01-05T15:00:00Z")
            box = try Postbox(world)
        }

        /// The reminders that go out, whatever else does.
        func reminders(at time: String) async throws -> [String] {
            world.clock.move(to: try instant(time))
            try await world.store.remind(at: world.clock.now)
            return try await box.collect().filter { $0.subject.contains(" begins ") }.map { "\($0.to): \($0.subject)" }
        }

        func change(_ offering: String, from: String, to: String) async throws {
            let reply = try await world.send(
                "PATCH", "/v1/offerings/\(offering)", as: world.staff,
                ["startsOn": .string(from), "endsOn": .string(to)])
            guard reply.status == 200 else { throw Unexpected(reply) }
        }

        func post(_ registration: JSON, _ step: String, as caller: Caller, _ body: JSON = [:]) async throws {
            let path = "/v1/registrations/\(registration["id"]?.string ?? "")/\(step)"
            let reply = try await world.send("POST", path, as: caller, body)
            guard reply.status == 200 else { throw Unexpected(reply) }
        }
    }

    /// Ann's seat, which she will cancel, and Ben's, which Cid will take over.
    private struct TwoSeats {
        let (ann, ben, cid): (Caller, Caller, Caller)
        let (cancelled, transferred): (JSON, JSON)

        init(_ world: RegistrationWorld) async throws {
            (ann, ben, cid) = (
                try await world.member("ann"), try await world.member("ben"), try await world.member("cid")
            )
            let offering = try await world.offering(from: "2026-03-16", to: "2026-03-20")
            (cancelled, transferred) = (
                try await world.register(ann, offering), try await world.register(ben, offering)
            )
        }

        func leave(_ stage: Stage) async throws {
            try await stage.post(cancelled, "cancellation", as: ann)
            try await stage.post(
                transferred, "transfer", as: ben, ["toPersonId": .string(cid.person.description)])
        }
    }

    @Test("at nine in the venue's zone, on either side of a change of its clocks, once each")
    func times() async throws {
        let stage = try await Stage()
        let ann = try await stage.world.member("ann")
        // Chicago's clocks change on March 8: the month's reminder is at nine of standard time, the week's of summer time.
        _ = try await stage.world.register(ann, try await stage.world.offering(from: "2026-03-16", to: "2026-03-20"))
        #expect(try await stage.reminders(at: "2026-02-14T14:59:59Z") == [])
        #expect(
            try await stage.reminders(at: "2026-02-14T15:00:00Z") == ["ann@example.org: Basic SRO begins in 30 days"])
        #expect(try await stage.reminders(at: "2026-02-14T15:05:00Z") == [])
        #expect(try await stage.reminders(at: "2026-03-09T13:59:59Z") == [])
        #expect(
            try await stage.reminders(at: "2026-03-09T14:00:00Z") == ["ann@example.org: Basic SRO begins in 7 days"])
        #expect(try await stage.reminders(at: "2026-03-15T15:00:00Z") == [])
    }

    @Test("by the venue's clock abroad, where it is tomorrow already")
    func abroad() async throws {
        let stage = try await Stage()
        let ann = try await stage.world.member("ann")
        var venue = RegistrationWorld.venue
        venue["timeZone"] = "Pacific/Auckland"
        venue["country"] = "NZ"
        venue["state"] = nil
        _ = try await stage.world.register(
            ann, try await stage.world.offering(from: "2026-03-16", to: "2026-03-20", more: ["venue": venue]))
        // Auckland is 13 hours ahead.
        #expect(try await stage.reminders(at: "2026-02-13T19:59:59Z") == [])
        #expect(
            try await stage.reminders(at: "2026-02-13T20:00:00Z") == ["ann@example.org: Basic SRO begins in 30 days"])
        #expect(try await stage.reminders(at: "2026-03-08T19:59:59Z") == [])
        #expect(
            try await stage.reminders(at: "2026-03-08T20:00:00Z") == ["ann@example.org: Basic SRO begins in 7 days"])
        #expect(try await stage.reminders(at: "2026-03-15T11:00:00Z") == [])
    }

    @Test("not for a seat that is cancelled, and to the new holder of one that was transferred")
    func holders() async throws {
        let stage = try await Stage()
        let world = stage.world
        let seats = try await TwoSeats(world)
        world.clock.move(to: try instant("2026-03-05T15:00:00Z"))
        try await seats.leave(stage)
        #expect(
            try await stage.reminders(at: "2026-03-09T15:00:00Z") == ["cid@example.org: Basic SRO begins in 7 days"])
    }

    @Test("not when the seat is cancelled or given away between the reminder's round and its sending")
    func atSending() async throws {
        let stage = try await Stage()
        let world = stage.world
        let seats = try await TwoSeats(world)
        world.clock.move(to: try instant("2026-03-09T15:00:00Z"))
        try await world.store.remind(at: world.clock.now)
        let written: Int? = try await world.database.query(
            "SELECT count(*) FROM mail_outbox WHERE kind = 'class-reminder'"
        ).first?.value(at: 0)
        #expect(written == 2)
        try await seats.leave(stage)
        // Who took the seat over was told of the date just now.
        #expect(try await stage.reminders(at: "2026-03-09T15:00:01Z") == [])
    }

    @Test("of the new date when the class is moved, also back again; none for who was told within the week")
    func moved() async throws {
        let stage = try await Stage()
        let world = stage.world
        let ann = try await world.member("ann")
        let offering = try await world.offering(from: "2026-03-16", to: "2026-03-20")
        _ = try await world.register(ann, offering)
        #expect(try await stage.reminders(at: "2026-02-14T16:00:00Z").count == 1)
        try await stage.change(offering, from: "2026-05-11", to: "2026-05-15")
        #expect(try await stage.reminders(at: "2026-03-09T16:00:00Z") == [])
        #expect(
            try await stage.reminders(at: "2026-04-11T16:00:00Z") == ["ann@example.org: Basic SRO begins in 30 days"])
        // To a day that is five days off: the change itself says so.
        try await stage.change(offering, from: "2026-04-16", to: "2026-04-20")
        #expect(try await stage.reminders(at: "2026-04-11T17:00:00Z") == [])
    }

    @Test("none for who registers when it is due already; the week's for who registers within the month")
    func late() async throws {
        let stage = try await Stage()
        let world = stage.world
        let (ann, ben) = (try await world.member("ann"), try await world.member("ben"))
        let offering = try await world.offering(from: "2026-03-16", to: "2026-03-20")
        #expect(try await stage.reminders(at: "2026-02-20T15:00:00Z") == [])
        _ = try await world.register(ann, offering)
        #expect(try await stage.reminders(at: "2026-02-20T16:00:00Z") == [])
        #expect(
            try await stage.reminders(at: "2026-03-09T16:00:00Z") == ["ann@example.org: Basic SRO begins in 7 days"])
        _ = try await world.register(ben, offering)
        #expect(try await stage.reminders(at: "2026-03-09T17:00:00Z") == [])
    }

    @Test("late when nobody could write it in time, without the one before")
    func missed() async throws {
        let stage = try await Stage()
        let world = stage.world
        let ann = try await world.member("ann")
        _ = try await world.register(ann, try await world.offering(from: "2026-03-16", to: "2026-03-20"))
        #expect(
            try await stage.reminders(at: "2026-03-14T15:00:00Z") == ["ann@example.org: Basic SRO begins in 2 days"])
    }

    @Test("several replicas write each once")
    func replicas() async throws {
        let stage = try await Stage()
        let world = stage.world
        let offering = try await world.offering(from: "2026-03-16", to: "2026-03-20")
        for _ in 0..<5 { _ = try await world.register(Caller(), offering) }
        world.clock.move(to: try instant("2026-03-09T15:00:00Z"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { try await world.store.remind(at: world.clock.now) } }
            try await group.waitForAll()
        }
        let written: Int? = try await world.database.query(
            "SELECT count(*) FROM mail_outbox WHERE kind = 'class-reminder'"
        ).first?.value(at: 0)
        #expect(written == 5)
    }
}
