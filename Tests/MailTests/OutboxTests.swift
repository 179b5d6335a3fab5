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

@Suite("The mail outbox", .timeLimit(.minutes(3)))
struct OutboxTests {
    @Test("keeps one message of a kind about a thing and an occasion, however often it is written")
    func once() async throws {
        let stage = try await MailStage()
        let about = UUID.version7()
        for occasion in ["", "", "v2", ""] { try await stage.write(about: about, occasion: occasion) }
        try await stage.sender().run()
        #expect(stage.listener.accepted.count == 2)
        try await stage.write(about: about)
        try await stage.sender().run()
        #expect(stage.listener.accepted.count == 2)
    }

    @Test("is emptied by several senders, each message once")
    func replicas() async throws {
        let stage = try await MailStage()
        for _ in 0..<60 { try await stage.write() }
        let senders = try (0..<3).map { _ in try stage.sender() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sender in senders { group.addTask { try await sender.run() } }
            try await group.waitForAll()
        }
        let ids = stage.listener.accepted.compactMap(MailStage.messageID)
        #expect(ids.count == 60)
        #expect(Set(ids).count == 60)
        #expect(try await stage.statuses() == ["sent": 60])
        #expect(stage.listener.received.count == 60)
    }

    @Test("is sent no faster than its pace")
    func pace() async throws {
        let stage = try await MailStage()
        for _ in 0..<4 { try await stage.write() }
        let began = ContinuousClock.now
        try await stage.sender(pace: .milliseconds(300)).run()
        #expect(ContinuousClock.now - began >= .milliseconds(900))
        #expect(try await stage.statuses() == ["sent": 4])
    }

    @Test("keeps nothing personal once a message is out")
    func forgotten() async throws {
        let stage = try await MailStage()
        try await stage.write(content: ["code": "sesame"])
        try await stage.sender().run()
        #expect(stage.listener.accepted[0].contains("sesame"))
        let row = try await stage.database.query("SELECT address, name, content::text, detail FROM mail_outbox")[0]
        let (address, name, content, detail) = try row.decode((String?, String?, String, String).self)
        #expect(address == nil && name == nil && content == "{}" && detail == "250 taken")
    }

    @Test("has a message sent by the next sender when one ended before it was handed over")
    func endedBefore() async throws {
        let stage = try await MailStage()
        try await stage.write()
        _ = try #require(try await MailStore(database: stage.database).claim(.version7(), for: .seconds(60)))
        try await stage.sender().run()
        #expect(stage.listener.accepted == [])
        try await stage.endClaims()
        try await stage.sender().run()
        #expect(stage.listener.accepted.count == 1)
    }

    @Test(
        "does not send again what was handed over and never answered, until an operator says so, with the same Message-ID"
    )
    func uncertain() async throws {
        let stage = try await MailStage(timeout: .seconds(1))
        try await stage.write()
        stage.listener.on(.end, .hangUp)
        try await stage.sender().run()
        #expect(try await stage.statuses() == ["uncertain": 1])
        try await stage.sender().run()
        #expect(stage.listener.received.count == 1)
        #expect(await stage.metrics.render().contains("muster_mail_backlog{status=\"uncertain\"} 1"))

        let listed = Texts()
        #expect(await stage.command(["mail", "list"], listed) == 0)
        #expect(listed.text.contains("uncertain") && listed.text.contains("no answer"))
        let id =
            try await stage.database.query("SELECT id::text FROM mail_outbox").first?.value(at: 0, as: String.self)
            ?? ""
        #expect(await stage.command(["mail", "resend", "--status", "uncertain"], Texts()) == 0)
        let answers = Texts()
        #expect(await stage.command(["mail", "resend", id], answers) == 1)
        #expect(answers.text.contains("mail \(id) is on its way already (waiting)"))
        try await stage.sender().run()
        #expect(stage.listener.accepted.count == 1)
        #expect(await stage.command(["mail", "resend", id], answers) == 1)
        #expect(answers.text.contains("mail \(id) was sent at "))
        #expect(answers.text.contains("what it said is not kept, so it cannot be sent again"))
        let other = UUID().uuidString.lowercased()
        #expect(await stage.command(["mail", "resend", other], answers) == 1)
        #expect(answers.text.contains("there is no mail \(other)"))
        #expect(await stage.command(["mail", "resend", "7"], answers) != 0)
        let ids = stage.listener.received.compactMap(MailStage.messageID)
        #expect(ids.count == 2 && ids[0] == ids[1])
    }

    @Test("a sender that ended after the handover leaves an uncertain message to SMTP, and the same file to the spool")
    func endedAfter() async throws {
        for spools in [false, true] {
            let stage = try await MailStage(spools: spools)
            try await stage.write()
            let store = MailStore(database: stage.database)
            let claim = UUID.version7()
            let row = try #require(try await store.claim(claim, for: .seconds(60)))
            #expect(try await stage.database.transaction { try await store.handOver(row.id, claim, in: $0) })
            try await stage.endClaims()
            try await stage.sender().run()
            #expect(try await stage.statuses() == [spools ? "sent" : "uncertain": 1])
            #expect(stage.listener.received == [])
            #expect(try stage.spooled().count == (spools ? 1 : 0))
        }
    }

    @Test("a sender that is stopped while the server answers keeps what came of it")
    func stopped() async throws {
        let stage = try await MailStage()
        try await stage.write()
        stage.listener.on(.end, .held)
        let sender = try stage.sender()
        let task = Task { try await sender.run() }
        #expect(await eventually { stage.listener.received.count == 1 })
        task.cancel()
        stage.listener.release()
        _ = await task.result
        #expect(try await stage.statuses() == ["sent": 1])
    }

    @Test("a sender that was too slow changes nothing any more, and hands nothing over")
    func late() async throws {
        let stage = try await MailStage()
        try await stage.write()
        let store = MailStore(database: stage.database)
        let claim = UUID.version7()
        let row = try #require(try await store.claim(claim, for: .seconds(60)))
        try await stage.endClaims()
        #expect(try await !stage.database.transaction { try await store.handOver(row.id, claim, in: $0) })
        _ = try await store.release(isRepeatable: false)
        try await store.end(row.id, claim, as: "sent", nil)
        #expect(try await stage.statuses() == ["waiting": 1])
    }

    @Test("a message whose reason goes away while it is handed in never leaves")
    func withdrawn() async throws {
        let stage = try await MailStage()
        try await stage.write()
        let asked = SMTPTests.Counter()
        let sender = try stage.sender { row, _ in
            asked.increase()
            return asked.value == 1 ? MailStage.composition(row) : .drop("the seat was cancelled")
        }
        try await sender.run()
        #expect(stage.listener.count(.data) == 1)
        try await stage.allDue()
        try await sender.run()
        #expect(try await stage.statuses() == ["dropped": 1])
        #expect(stage.listener.received == [])
    }

    @Test("what waits for something is looked at again, and refused or unreadable messages stop alone")
    func others() async throws {
        let stage = try await MailStage()
        let kinds = ["note", "wait", "broken", "refused"]
        for kind in kinds { try await stage.write(kind: kind) }
        let sender = try stage.sender { row, _ in
            switch row.kind {
            case "wait": row.attempts > 5 ? .drop("") : .wait("the profile has not come")
            case "broken": .send(to: Mailbox(address: "a@example.org"), fields: [:])
            case "refused": .send(to: Mailbox(address: "no address"), fields: ["code": "1"])
            default: MailStage.composition(row)
            }
        }
        try await sender.run()
        #expect(try await stage.statuses() == ["sent": 1, "waiting": 1, "failed": 2])
        let attempts: Int = try await stage.database.query("SELECT attempts FROM mail_outbox WHERE kind = 'wait'")[0]
            .value(at: 0)
        #expect(attempts == 0)
    }

    @Test("a server that is away keeps everything waiting, and is asked once a round; patience ends after days")
    func unreachable() async throws {
        let stage = try await MailStage()
        for _ in 0..<3 { try await stage.write() }
        stage.listener.on(.greeting, .reply("421 too busy"))
        let sender = try stage.sender()
        try await sender.run()
        #expect(stage.listener.count(.greeting) == 1)
        #expect(try await stage.statuses() == ["waiting": 3])
        try await sender.run()
        #expect(stage.listener.accepted.count == 2)

        try await stage.database.execute("UPDATE mail_outbox SET created_at = now() - interval '5 days'")
        try await stage.allDue()
        stage.listener.on(.greeting, .reply("421 too busy"))
        try await stage.sender().run()
        #expect(try await stage.statuses() == ["sent": 2, "failed": 1])
    }

    @Test("forgets what is over after more than a year, and nothing that waits")
    func swept() async throws {
        let stage = try await MailStage()
        for _ in 0..<3 { try await stage.write() }
        try await stage.database.execute(
            """
            UPDATE mail_outbox SET changed_at = now() - interval '401 days', status = CASE
                WHEN id = (SELECT id FROM mail_outbox ORDER BY id LIMIT 1) THEN 'sent' ELSE 'waiting' END
            """)
        try await MailStore(database: stage.database).sweep(olderThanDays: 400)
        #expect(try await stage.statuses() == ["waiting": 2])
    }

    @Test("tries again ever more rarely, and gives up after four days")
    func retry() {
        #expect(
            (1...9).map { MailRetry.delay(afterAttempts: $0, age: 0) } == [
                30, 60, 120, 240, 480, 960, 1920, 3600, 3600,
            ])
        #expect(MailRetry.delay(afterAttempts: 50, age: 345_599) == 3600)
        #expect(MailRetry.delay(afterAttempts: 1, age: 345_600) == nil)
        #expect([0, 8, 100, 86_400].map { MailRetry.delay(waitingFor: $0) } == [2, 2, 25, 600])
    }
}

/// What a command prints.
final class Texts: Sendable {
    private let all = Mutex("")
    var text: String { all.withLock { $0 } }
    var console: Console {
        Console(
            output: { [self] text in all.withLock { $0 += text } },
            errors: { [self] text in all.withLock { $0 += text } })
    }
}
