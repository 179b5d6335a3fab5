import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Mail

@Suite("Handing mail in by SMTP", .timeLimit(.minutes(2)))
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

    @Test("gives the server the message as it is, and keeps the connection for the next")
    func sent() async throws {
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
        "tells apart what is refused for good, what may be tried again, and a server that cannot be used",
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
    func refused(step: SMTPListener.Step, reply: String, outcome: MailOutcome) async throws {
        let stage = try Stage()
        stage.listener.on(step, .reply(reply))
        #expect(await stage.deliver() == outcome)
        #expect(stage.handovers.value == (step == .end ? 1 : 0))
        #expect(stage.listener.accepted == [])
        // The next one goes.
        #expect(await stage.deliver() == .sent("250 taken"))
        await stage.end()
    }

    @Test(
        "knows that nothing is out as long as the body has not left",
        arguments: [.greeting, .mail, .recipient, .data] as [SMTPListener.Step])
    func droppedBefore(step: SMTPListener.Step) async throws {
        let stage = try Stage()
        stage.listener.on(step, .hangUp)
        guard case .unreachable = await stage.deliver() else {
            Issue.record("a lost connection is no answer")
            return
        }
        #expect(stage.handovers.value == 0)
        #expect(stage.listener.received == [])
        await stage.end()
    }

    @Test(
        "says that nobody knows when the body has left and no answer comes",
        arguments: [.hangUp, .silence] as [SMTPListener.Act])
    func droppedAfter(act: SMTPListener.Act) async throws {
        let stage = try Stage(timeout: .seconds(1))
        stage.listener.on(.end, act)
        guard case .uncertain = await stage.deliver() else {
            Issue.record("no answer is no answer")
            return
        }
        #expect(stage.listener.received.count == 1)
        await stage.end()
    }

    @Test("lets no message out when the handover says no")
    func withdrawn() async throws {
        let stage = try Stage()
        #expect(await stage.deliver(allow: false) == .withdrawn)
        #expect(stage.listener.count(.data) == 1)
        #expect(stage.listener.received == [])
        #expect(await stage.deliver() == .sent("250 taken"))
        await stage.end()
    }

    @Test("says nothing in the clear to a server that should speak TLS and does not")
    func noTLS() async throws {
        let stage = try Stage(encryption: .starttls)
        guard case .unreachable = await stage.deliver() else {
            Issue.record("it went without TLS")
            return
        }
        #expect(stage.listener.count(.hello) == 1)
        #expect(stage.listener.count(.mail) == 0)
        await stage.end()
    }

    @Test("gives up when its task is cancelled, and when nobody listens")
    func givenUp() async throws {
        let stage = try Stage()
        stage.listener.on(.greeting, .silence)
        let task = Task { await stage.deliver() }
        #expect(await eventually { stage.listener.count(.greeting) == 1 })
        task.cancel()
        guard case .unreachable = await task.value else {
            Issue.record("a cancelled delivery is none")
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
