/// What carries a message away: SMTP, or the spool folder.
package protocol MailTransport: Sendable {
    /// Whether carrying the same message twice is the same as once.
    var isRepeatable: Bool { get }
    /// The longest that `deliver` may take.
    var patience: Duration { get }

    /// Carries the message away.
    ///
    /// - Parameter handover: asked once, when everything else is done and the message's bytes are about to leave. Only after it
    ///   said yes may the message be out; after a no it must not be.
    func deliver(_ message: MailMessage, handover: @escaping @Sendable () async -> Bool) async -> MailOutcome

    func close() async
}

/// What came of carrying a message away.
package enum MailOutcome: Hashable, Sendable {
    case sent(String)
    /// It cannot be sent: the server refused the message or its recipient for good.
    case refused(String)
    /// It could not be sent now.
    case deferred(String)
    /// The server cannot be reached, or does not want us: the other messages need not try.
    case unreachable(String)
    /// All of it left, and no answer came: nobody knows.
    case uncertain(String)
    /// The handover said no.
    case withdrawn
}
