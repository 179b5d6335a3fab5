import Executors

/// Sends messages to a mail server one at a time, reusing one connection.
///
/// A message is sent once the server has accepted it (250 after its final line). Every failure before the body is sent
/// means that the message was not sent. If the body was sent and no reply arrived, the outcome is uncertain.
package final class SMTPTransport: MailTransport {
    private let session: SMTPSession
    package let timeLimit: Duration

    package init(_ server: SMTPServer) {
        session = SMTPSession(server)
        // The time for the message and for a QUIT without a reply.
        timeLimit = server.timeout * 2 + .seconds(10)
    }

    package var isRepeatable: Bool { false }

    package func deliver(
        _ message: MailMessage, handover: @escaping @Sendable () async -> Bool
    ) async -> MailOutcome {
        let gate = HandoverGate()
        return await withTaskCancellationHandler {
            async let outcome = session.submit(message, gate)
            await gate.serve(handover)
            return await outcome
        } onCancel: {
            gate.cancel()
        }
    }

    package func close() async {
        await session.close()
    }
}
