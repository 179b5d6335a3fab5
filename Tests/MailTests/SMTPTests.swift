import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Mail

/// Sending mail by SMTP.
@Suite(.timeLimit(.minutes(2)))
struct SMTPTests {
    struct Stage {
        let listener: SMTPListener
        let transport: SMTPTransport
        let handovers = Counter()

        init(encryption: SMTPServer.Encryption = .off, timeout: Duration = .seconds(20)) throws {
            listener = try SMTPListener()
            transport = SMTPTransport(
                SMTPServer(
                    host: "127.0.0.1", port: listener.port, encryption: encryption, localName: "example.org",
                    timeout: timeout))
        }

        func deliver(_ message: MailMessage = MessageTests.message, allow: Bool = true) async -> MailOutcome {
            await transport.deliver(message) { [handovers] in
                handovers.increase()
                return allow
            }
        }

        func end() async {
            listener.close()
            await transport.close()
        }
    }

    final class Counter: Sendable {
        private let number = Mutex(0)
        var value: Int { number.withLock { $0 } }
        func increase() { number.withLock { $0 += 1 } }
    }

    @Test func `the server receives the message unchanged, and the connection is reused`() async throws {
        let stage = try Stage()
        var message = MessageTests.message
        message.text = ".\n..\nend"
        #expect(await stage.deliver(message) == .sent("250 taken"))
        #expect(await stage.deliver() == .sent("250 taken"))
        #expect(stage.handovers.value == 2)
        #expect(stage.listener.count(.greeting) == 1)
        let expected = [message, MessageTests.message].map { String(decoding: $0.bytes.dropLast(2), as: UTF8.self) }
        #expect(stage.listener.accepted == expected)
        await stage.end()
    }

    @Test(
        arguments: [
            (.recipient, "550 5.1.1 nobody here", .refused("550 5.1.1 nobody here")),
            (.recipient, "450 4.2.1 greylisted", .deferred("450 4.2.1 greylisted")),
            (.mail, "552 too large", .refused("552 too large")),
            (.mail, "530 5.7.0 sign in first", .unreachable("530 5.7.0 sign in first")),
            (.data, "554 no valid recipients", .refused("554 no valid recipients")),
            (.data, "421 shutting down", .unreachable("421 shutting down")),
            (.end, "554 5.7.1 looks like spam", .refused("554 5.7.1 looks like spam")),
            (.end, "452 4.3.1 disk full", .deferred("452 4.3.1 disk full")),
            (.greeting, "554 no service here", .unreachable("554 no service here")),
        ] as [(SMTPListener.Step, String, MailOutcome)])
    func `permanent refusals, temporary refusals and an unusable server are distinguished`(
        step: SMTPListener.Step, reply: String, outcome: MailOutcome
    ) async throws {
        let stage = try Stage()
        stage.listener.on(step, .reply(reply))
        #expect(await stage.deliver() == outcome)
        #expect(stage.handovers.value == (step == .end ? 1 : 0))
        #expect(stage.listener.accepted == [])
        // The next message is sent.
        #expect(await stage.deliver() == .sent("250 taken"))
        await stage.end()
    }

    @Test(arguments: [.greeting, .mail, .recipient, .data] as [SMTPListener.Step])
    func `a failure before the body was sent means that the message was not sent`(step: SMTPListener.Step) async throws
    {
        let stage = try Stage()
        stage.listener.on(step, .hangUp)
        guard case .unreachable = await stage.deliver() else {
            Issue.record("a lost connection is not a reply")
            return
        }
        #expect(stage.handovers.value == 0)
        #expect(stage.listener.received == [])
        await stage.end()
    }

    @Test(arguments: [.hangUp, .silence] as [SMTPListener.Act])
    func `a message without a reply after its body is uncertain`(act: SMTPListener.Act) async throws {
        let stage = try Stage(timeout: .seconds(1))
        stage.listener.on(.end, act)
        guard case .uncertain = await stage.deliver() else {
            Issue.record("a missing reply is not a reply")
            return
        }
        #expect(stage.listener.received.count == 1)
        await stage.end()
    }

    @Test func `a message is not sent if the handover refuses`() async throws {
        let stage = try Stage()
        #expect(await stage.deliver(allow: false) == .withdrawn)
        #expect(stage.listener.count(.data) == 1)
        #expect(stage.listener.received == [])
        #expect(await stage.deliver() == .sent("250 taken"))
        await stage.end()
    }

    @Test func `nothing is sent unencrypted to a server without TLS`() async throws {
        let stage = try Stage(encryption: .starttls)
        guard case .unreachable = await stage.deliver() else {
            Issue.record("sent without TLS")
            return
        }
        #expect(stage.listener.count(.hello) == 1)
        #expect(stage.listener.count(.mail) == 0)
        await stage.end()
    }

    @Test func `a delivery ends when its task is cancelled or the server is unreachable`() async throws {
        let stage = try Stage()
        stage.listener.on(.greeting, .silence)
        let task = Task { await stage.deliver() }
        #expect(await eventually { stage.listener.count(.greeting) == 1 })
        task.cancel()
        guard case .unreachable = await task.value else {
            Issue.record("a cancelled delivery must fail")
            return
        }
        stage.listener.close()
        guard case .unreachable = await stage.deliver() else {
            Issue.record("nobody listens")
            return
        }
        #expect(stage.handovers.value == 0)
        await stage.end()
    }
}
