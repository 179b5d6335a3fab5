import Contracts
import Foundation
import JSONTree
import Messaging
import Observability
import Postgres
import Primitives
import ServiceKit
import Synchronization
import TestSupport
import Testing

@testable import Mail

@Suite(.timeLimit(.minutes(3)))
struct OutboxTests {
    @Test func `a message is stored once for its kind, entity and occasion, however often it is written`() async throws
    {
        let fixture = try await MailFixture()
        let about = UUID.version7()
        for occasion in ["", "", "v2", ""] { try await fixture.write(about: about, occasion: occasion) }
        try await fixture.sender().run()
        #expect(fixture.listener.accepted.count == 2)
        try await fixture.write(about: about)
        try await fixture.sender().run()
        #expect(fixture.listener.accepted.count == 2)
    }

    @Test func `several senders send each message once`() async throws {
        let fixture = try await MailFixture()
        for _ in 0..<60 { try await fixture.write() }
        let senders = try (0..<3).map { _ in try fixture.sender() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sender in senders { group.addTask { try await sender.run() } }
            try await group.waitForAll()
        }
        let ids = fixture.listener.accepted.compactMap(MailFixture.messageID)
        #expect(ids.count == 60)
        #expect(Set(ids).count == 60)
        #expect(try await fixture.statuses() == ["sent": 60])
        #expect(fixture.listener.received.count == 60)
    }

    @Test func `messages are sent no faster than the pace`() async throws {
        let fixture = try await MailFixture()
        for _ in 0..<4 { try await fixture.write() }
        let began = ContinuousClock.now
        try await fixture.sender(pace: .milliseconds(300)).run()
        #expect(ContinuousClock.now - began >= .milliseconds(900))
        #expect(try await fixture.statuses() == ["sent": 4])
    }

    @Test func `no personal data remains after a message was sent`() async throws {
        let fixture = try await MailFixture()
        try await fixture.write(content: ["code": "sesame"])
        try await fixture.sender().run()
        #expect(fixture.listener.accepted[0].contains("sesame"))
        let row = try await fixture.database.query("SELECT address, name, content::text, detail FROM mail_outbox")[0]
        let (address, name, content, detail) = try row.decode((String?, String?, String, String).self)
        #expect(address == nil && name == nil && content == "{}" && detail == "250 taken")
    }

    @Test func `the next sender sends a message whose sender ended before the handover`() async throws {
        let fixture = try await MailFixture()
        try await fixture.write()
        _ = try #require(try await MailStore(database: fixture.database).claim(.version7(), for: .seconds(60)))
        try await fixture.sender().run()
        #expect(fixture.listener.accepted == [])
        try await fixture.endClaims()
        try await fixture.sender().run()
        #expect(fixture.listener.accepted.count == 1)
    }

    @Test
    func `a message without a reply is sent again only on request, with the same Message-ID`()
        async throws
    {
        let fixture = try await MailFixture(timeout: .seconds(1))
        try await fixture.write()
        fixture.listener.on(.end, .hangUp)
        try await fixture.sender().run()
        #expect(try await fixture.statuses() == ["uncertain": 1])
        try await fixture.sender().run()
        #expect(fixture.listener.received.count == 1)
        #expect(await fixture.metrics.render().contains("muster_mail_backlog{status=\"uncertain\"} 1"))

        let listed = Texts()
        #expect(await fixture.command(["mail", "list"], listed) == 0)
        #expect(listed.text.contains("uncertain") && listed.text.contains("no answer"))
        let id =
            try await fixture.database.query("SELECT id::text FROM mail_outbox").first?.value(at: 0, as: String.self)
            ?? ""
        #expect(await fixture.command(["mail", "resend", "--status", "uncertain"], Texts()) == 0)
        let answers = Texts()
        #expect(await fixture.command(["mail", "resend", id], answers) == 1)
        #expect(answers.text.contains("mail \(id) is already being sent (waiting)"))
        try await fixture.sender().run()
        #expect(fixture.listener.accepted.count == 1)
        #expect(await fixture.command(["mail", "resend", id], answers) == 1)
        #expect(answers.text.contains("mail \(id) was sent at "))
        #expect(answers.text.contains("its content is not stored, so it cannot be sent again"))
        let other = UUID().uuidString.lowercased()
        #expect(await fixture.command(["mail", "resend", other], answers) == 1)
        #expect(answers.text.contains("mail \(other) does not exist"))
        #expect(await fixture.command(["mail", "resend", "7"], answers) != 0)
        let ids = fixture.listener.received.compactMap(MailFixture.messageID)
        #expect(ids.count == 2 && ids[0] == ids[1])
    }

    @Test func `after a handover without outcome, SMTP is uncertain and the spool repeats the file`() async throws {
        for spools in [false, true] {
            let fixture = try await MailFixture(spools: spools)
            try await fixture.write()
            let store = MailStore(database: fixture.database)
            let claim = UUID.version7()
            let row = try #require(try await store.claim(claim, for: .seconds(60)))
            #expect(try await fixture.database.transaction { try await store.handOver(row.id, claim, in: $0) })
            try await fixture.endClaims()
            try await fixture.sender().run()
            #expect(try await fixture.statuses() == [spools ? "sent" : "uncertain": 1])
            #expect(fixture.listener.received == [])
            #expect(try fixture.spooled().count == (spools ? 1 : 0))
        }
    }

    @Test func `a sender that is stopped while the server replies stores the outcome`() async throws {
        let fixture = try await MailFixture()
        try await fixture.write()
        fixture.listener.on(.end, .held)
        let sender = try fixture.sender()
        let task = Task { try await sender.run() }
        #expect(await eventually { fixture.listener.received.count == 1 })
        task.cancel()
        fixture.listener.release()
        _ = await task.result
        #expect(try await fixture.statuses() == ["sent": 1])
    }

    @Test func `a sender whose claim has expired changes nothing and hands over nothing`() async throws {
        let fixture = try await MailFixture()
        try await fixture.write()
        let store = MailStore(database: fixture.database)
        let claim = UUID.version7()
        let row = try #require(try await store.claim(claim, for: .seconds(60)))
        try await fixture.endClaims()
        #expect(try await !fixture.database.transaction { try await store.handOver(row.id, claim, in: $0) })
        _ = try await store.release(isRepeatable: false)
        try await store.end(row.id, claim, as: "sent", nil)
        #expect(try await fixture.statuses() == ["waiting": 1])
    }

    @Test func `a message that no longer applies before the handover is not sent`() async throws {
        let fixture = try await MailFixture()
        try await fixture.write()
        let asked = SMTPTests.Counter()
        let sender = try fixture.sender { row, _ in
            asked.increase()
            return asked.value == 1 ? MailFixture.composition(row) : .drop("the seat was cancelled")
        }
        try await sender.run()
        #expect(fixture.listener.count(.data) == 1)
        try await fixture.allDue()
        try await sender.run()
        #expect(try await fixture.statuses() == ["dropped": 1])
        #expect(fixture.listener.received == [])
    }

    @Test func `a message waits for missing data, and refused or invalid messages fail alone`()
        async throws
    {
        let fixture = try await MailFixture()
        let kinds = ["note", "wait", "broken", "refused"]
        for kind in kinds { try await fixture.write(kind: kind) }
        let sender = try fixture.sender { row, _ in
            switch row.kind {
            case "wait": row.attempts > 5 ? .drop("") : .wait("the profile has not arrived")
            case "broken": .send(to: Mailbox(address: "a@example.org"), fields: [:])
            case "refused": .send(to: Mailbox(address: "no address"), fields: ["code": "1"])
            default: MailFixture.composition(row)
            }
        }
        try await sender.run()
        #expect(try await fixture.statuses() == ["sent": 1, "waiting": 1, "failed": 2])
        let attempts: Int = try await fixture.database.query("SELECT attempts FROM mail_outbox WHERE kind = 'wait'")[0]
            .value(at: 0)
        #expect(attempts == 0)
    }

    @Test func `while the server is unreachable all messages wait with one attempt per round, and fail after days`()
        async throws
    {
        let fixture = try await MailFixture()
        for _ in 0..<3 { try await fixture.write() }
        fixture.listener.on(.greeting, .reply("421 too busy"))
        let sender = try fixture.sender()
        try await sender.run()
        #expect(fixture.listener.count(.greeting) == 1)
        #expect(try await fixture.statuses() == ["waiting": 3])
        try await sender.run()
        #expect(fixture.listener.accepted.count == 2)

        try await fixture.database.execute("UPDATE mail_outbox SET created_at = now() - interval '5 days'")
        try await fixture.allDue()
        fixture.listener.on(.greeting, .reply("421 too busy"))
        try await fixture.sender().run()
        #expect(try await fixture.statuses() == ["sent": 2, "failed": 1])
    }

    @Test func `completed messages are deleted after more than a year, and waiting ones are not`() async throws {
        let fixture = try await MailFixture()
        for _ in 0..<3 { try await fixture.write() }
        try await fixture.database.execute(
            """
            UPDATE mail_outbox SET changed_at = now() - interval '401 days', status = CASE
                WHEN id = (SELECT id FROM mail_outbox ORDER BY id LIMIT 1) THEN 'sent' ELSE 'waiting' END
            """)
        try await MailStore(database: fixture.database).sweep(olderThanDays: 400)
        #expect(try await fixture.statuses() == ["waiting": 2])
    }

    @Test func `retries become less frequent and end after four days`() {
        #expect(
            (1...9).map { MailRetry.delay(afterAttempts: $0, age: 0) } == [
                30, 60, 120, 240, 480, 960, 1920, 3600, 3600,
            ])
        #expect(MailRetry.delay(afterAttempts: 50, age: 345_599) == 3600)
        #expect(MailRetry.delay(afterAttempts: 1, age: 345_600) == nil)
        #expect([0, 8, 100, 86_400].map { MailRetry.delay(waitingFor: $0) } == [2, 2, 25, 600])
    }
}

/// The output of a command.
final class Texts: Sendable {
    private let all = Mutex("")
    var text: String { all.withLock { $0 } }
    var console: Console {
        Console(
            output: { [self] text in all.withLock { $0 += text } },
            errors: { [self] text in all.withLock { $0 += text } })
    }
}
