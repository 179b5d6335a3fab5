import Executors

/// Hands messages to a mail server, one after the other, over one connection as long as it lasts.
///
/// A message counts as out when the server has taken it (250 after its last line). Until its body leaves, every failure means that
/// it is not out; when the body has left and no answer came, nobody knows, and the outcome says so.
package final class SMTPTransport: MailTransport {
    private let session: SMTPSession
    package let patience: Duration

    package init(_ server: SMTPServer) {
        session = SMTPSession(server)
        // The message's own time, and that of a QUIT which is not answered.
        patience = server.timeout * 2 + .seconds(10)
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
