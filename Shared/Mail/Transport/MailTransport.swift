/// Sends messages: by SMTP, or to the spool folder.
package protocol MailTransport: Sendable {
    /// Whether sending the same message twice has the same effect as sending it once.
    var isRepeatable: Bool { get }
    /// The longest time that `deliver` may take.
    var timeLimit: Duration { get }

    /// Sends a message.
    ///
    /// - Parameter handover: called once when everything is ready and the message's bytes are about to be sent. The
    ///   message may be sent only if it returns true.
    func deliver(_ message: MailMessage, handover: @escaping @Sendable () async -> Bool) async -> MailOutcome

    func close() async
}

/// The outcome of sending a message.
package enum MailOutcome: Hashable, Sendable {
    /// The server accepted the message with this reply.
    case sent(String)
    /// The server permanently refused the message or its recipient.
    case refused(String)
    /// The message could not be sent now.
    case deferred(String)
    /// The server is unreachable or refuses this client, so sending other messages is pointless.
    case unreachable(String)
    /// The whole message was sent but no reply arrived, so its fate is unknown.
    case uncertain(String)
    /// `handover` returned false.
    case withdrawn
}
