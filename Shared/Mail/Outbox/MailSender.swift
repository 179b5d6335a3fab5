import FoundationEssentials
package import Observability
package import Postgres
package import Primitives

/// Sends messages from the outbox to the mail server or the spool folder.
///
/// **Never twice.** Several senders may run. Each message is claimed by one of them for longer than sending takes. If a
/// claim expires before the message was handed over, it was not sent and waits again. After the handover only the
/// server's reply completes it. A message without a reply is `uncertain`; it is shown to the operator and sent again
/// only on request (`mail resend`). SMTP therefore receives each message at most once, and the spool, where a
/// repetition writes the same file, exactly once.
///
/// **Up to date.** Whether and how a message is sent is decided when it is sent and again in the transaction that hands
/// it over: no mail confirms a seat that was cancelled before.
package struct MailSender: Sendable {
    package typealias Compose = @Sendable (MailRow, Transaction) async throws -> MailComposition

    let store: MailStore
    let templates: MailTemplates
    let from: Mailbox
    let transport: any MailTransport
    let compose: Compose
    let pace: Duration
    let now: @Sendable () -> Instant
    let log: Log
    let metrics: MailMetrics

    /// - Parameter pace: the minimum time between two messages.
    package init(
        database: PostgresClient, templates: MailTemplates, from: Mailbox, transport: any MailTransport,
        pace: Duration = .zero, now: @escaping @Sendable () -> Instant, log: Log, metrics: MetricsRegistry,
        compose: @escaping Compose
    ) {
        store = MailStore(database: database)
        self.templates = templates
        self.from = from
        self.transport = transport
        self.compose = compose
        self.pace = pace
        self.now = now
        self.log = log
        self.metrics = MailMetrics(metrics, store)
    }

    /// Sends everything that is due while the server is reachable, no faster than `pace`: a rush on a class leaves
    /// thousands of messages, whose writes would compete with it for the database's disk.
    package func run() async throws {
        let lost = try await store.release(isRepeatable: transport.isRepeatable)
        if lost > 0 {
            metrics.count("uncertain", lost)
            log.error("It is unknown whether messages were sent, because their sender ended", ["mails": .int(lost)])
        }
        while !Task.isCancelled {
            let next = ContinuousClock.now + pace
            let claim = UUID.version7()
            guard let row = try await store.claim(claim, for: transport.timeLimit + .seconds(10)) else { return }
            guard try await send(row, claim) else { return }
            try await Task.sleep(until: next)
        }
    }

    /// - Returns: whether the next message may be tried immediately.
    private func send(_ row: MailRow, _ claim: UUID) async throws -> Bool {
        let composition: MailComposition
        let message: MailMessage
        do {
            composition = try await store.database.transaction { try await compose(row, $0) }
            switch composition {
            case .drop(let reason):
                try await end(row, claim, "dropped", reason)
                return true
            case .wait(let reason):
                let delay = MailRetry.delay(waitingFor: row.age)
                try await store.postpone(row.id, claim, bySeconds: delay, reason, counts: false)
                return true
            case .send(let to, let fields):
                guard to.isUsable else {
                    try await end(row, claim, "failed", "the address is not valid")
                    return true
                }
                message = try self.message(row, to, fields)
            }
        } catch let fault as MailTemplateFault {
            // Retrying cannot help. After the template is fixed, an operator sends the mail again.
            try await end(row, claim, "failed", fault.description)
            return true
        }
        let outcome = await transport.deliver(message) { await confirm(row, claim, composition) }
        // Runs also if the service is stopping, so that the outcome is not lost.
        return try await Task { try await finish(row, claim, outcome) }.value
    }

    private func message(_ row: MailRow, _ to: Mailbox, _ fields: [String: String]) throws -> MailMessage {
        let content = try templates.rendered(row.kind, fields)
        return MailMessage(
            id: row.id, from: from, to: to, subject: content.subject, text: content.text, html: content.html,
            secondsSince1970: now().secondsSince1970)
    }

    /// Composes the message again in the transaction that marks it as handed over.
    private func confirm(_ row: MailRow, _ claim: UUID, _ composition: MailComposition) async -> Bool {
        do {
            return try await store.database.transaction { sql in
                guard try await compose(row, sql) == composition else { return false }
                return try await store.handOver(row.id, claim, in: sql)
            }
        } catch {
            log.warning("Sending a message failed", ["kind": .string(row.kind), "error": .error(error)])
            return false
        }
    }

    private func finish(_ row: MailRow, _ claim: UUID, _ outcome: MailOutcome) async throws -> Bool {
        switch outcome {
        case .sent(let reply): try await end(row, claim, "sent", reply)
        case .refused(let reply): try await end(row, claim, "failed", reply)
        case .uncertain(let reason): try await end(row, claim, "uncertain", reason)
        case .withdrawn:
            metrics.count("withdrawn")
            try await store.postpone(row.id, claim, bySeconds: 1, "the content has changed", counts: false)
        case .deferred(let reason), .unreachable(let reason):
            guard let delay = MailRetry.delay(afterAttempts: row.attempts, age: row.age) else {
                try await end(row, claim, "failed", "gave up after \(row.attempts) attempts: \(reason)")
                break
            }
            metrics.count("deferred")
            log.warning(
                "a mail was deferred",
                ["kind": .string(row.kind), "mail": .string(row.id.text), "reason": .string(reason)])
            try await store.postpone(row.id, claim, bySeconds: delay, reason, counts: true)
        }
        if case .unreachable = outcome { return false }
        return true
    }

    private func end(_ row: MailRow, _ claim: UUID, _ status: String, _ detail: String) async throws {
        try await store.end(row.id, claim, as: status, detail)
        metrics.count(status)
        let fields: Log.Fields = [
            "kind": .string(row.kind), "mail": .string(row.id.text), "status": .string(status),
            "detail": .string(detail),
        ]
        if status == "failed" || status == "uncertain" {
            log.error("A message was not sent", fields)
        } else {
            log.debug("A message was completed", fields)
        }
    }
}
