import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Mail

/// Sending mail by SMTP.
@Suite(.timeLimit(.minutes(2)))
struct SMTPTests {
    struct Fixture {
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
        let fixture = try Fixture()
        var message = MessageTests.message
        message.text = ".\n..\nend"
        #expect(await fixture.deliver(message) == .sent("250 taken"))
        #expect(await fixture.deliver() == .sent("250 taken"))
        #expect(fixture.handovers.value == 2)
        #expect(fixture.listener.count(.greeting) == 1)
        let expected = [message, MessageTests.message].map { String(decoding: $0.bytes.dropLast(2), as: UTF8.self) }
        #expect(fixture.listener.accepted == expected)
        await fixture.end()
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
        let fixture = try Fixture()
        fixture.listener.on(step, .reply(reply))
        #expect(await fixture.deliver() == outcome)
        #expect(fixture.handovers.value == (step == .end ? 1 : 0))
        #expect(fixture.listener.accepted == [])
        // The next message is sent.
        #expect(await fixture.deliver() == .sent("250 taken"))
        await fixture.end()
    }

    @Test(arguments: [.greeting, .mail, .recipient, .data] as [SMTPListener.Step])
    func `a failure before the body was sent means that the message was not sent`(step: SMTPListener.Step) async throws
    {
        let fixture = try Fixture()
        fixture.listener.on(step, .hangUp)
        guard case .unreachable = await fixture.deliver() else {
            Issue.record("a lost connection is not a reply")
            return
        }
        #expect(fixture.handovers.value == 0)
        #expect(fixture.listener.received == [])
        await fixture.end()
    }

    @Test(arguments: [.hangUp, .silence] as [SMTPListener.Act])
    func `a message without a reply after its body is uncertain`(act: SMTPListener.Act) async throws {
        let fixture = try Fixture(timeout: .seconds(1))
        fixture.listener.on(.end, act)
        guard case .uncertain = await fixture.deliver() else {
            Issue.record("a missing reply is not a reply")
            return
        }
        #expect(fixture.listener.received.count == 1)
        await fixture.end()
    }

    @Test func `a message is not sent if the handover refuses`() async throws {
        let fixture = try Fixture()
        #expect(await fixture.deliver(allow: false) == .withdrawn)
        #expect(fixture.listener.count(.data) == 1)
        #expect(fixture.listener.received == [])
        #expect(await fixture.deliver() == .sent("250 taken"))
        await fixture.end()
    }

    @Test func `nothing is sent unencrypted to a server without TLS`() async throws {
        let fixture = try Fixture(encryption: .starttls)
        guard case .unreachable = await fixture.deliver() else {
            Issue.record("sent without TLS")
            return
        }
        #expect(fixture.listener.count(.hello) == 1)
        #expect(fixture.listener.count(.mail) == 0)
        await fixture.end()
    }

    @Test func `a delivery ends when its task is cancelled or the server is unreachable`() async throws {
        let fixture = try Fixture()
        fixture.listener.on(.greeting, .silence)
        let task = Task { await fixture.deliver() }
        #expect(await eventually { fixture.listener.count(.greeting) == 1 })
        task.cancel()
        guard case .unreachable = await task.value else {
            Issue.record("a cancelled delivery must fail")
            return
        }
        fixture.listener.close()
        guard case .unreachable = await fixture.deliver() else {
            Issue.record("nobody listens")
            return
        }
        #expect(fixture.handovers.value == 0)
        await fixture.end()
    }
}
