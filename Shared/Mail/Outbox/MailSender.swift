import FoundationEssentials
package import Observability
package import Postgres
package import Primitives

/// Takes messages from the outbox to the mail server or the spool.
///
/// **Never twice.** Several senders may run: each message is claimed by one, for longer than sending takes. A claim that ends before
/// the message was handed over is given back, and nothing was sent; once it is handed over, only the server's answer ends it, and a
/// message without one is `uncertain`: it is shown, and sent again by an operator's word alone (`mail resend`). So SMTP gets each
/// message at most once; the spool, where a repetition is the same file, exactly once.
///
/// **As things stand.** What a message says, and whether it is said at all, is decided when it is sent and once more in the
/// transaction that hands it over: a seat that was cancelled up to then gets no mail about being taken.
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

    /// - Parameter pace: the time from one message to the next at least.
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

    /// One round: everything that is due, as long as the server can be reached, no faster than the pace: a rush on a class leaves
    /// thousands of messages behind, whose steps would take turns with it at the database's disk.
    package func run() async throws {
        let lost = try await store.release(isRepeatable: transport.isRepeatable)
        if lost > 0 {
            metrics.count("uncertain", lost)
            log.error("nobody knows whether mails are out: a sender ended", ["mails": .int(lost)])
        }
        while !Task.isCancelled {
            let next = ContinuousClock.now + pace
            let claim = UUID.version7()
            guard let row = try await store.claim(claim, for: transport.patience + .seconds(10)) else { return }
            guard try await send(row, claim) else { return }
            try await Task.sleep(until: next)
        }
    }

    /// - Returns: whether the next one may be tried at once.
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
                    try await end(row, claim, "failed", "the address cannot be used")
                    return true
                }
                message = try self.message(row, to, fields)
            }
        } catch let fault as MailTemplateFault {
            // No other try would do better; after an upgrade or a new template an operator has it sent again.
            try await end(row, claim, "failed", fault.description)
            return true
        }
        let outcome = await transport.deliver(message) { await isStillRight(row, claim, composition) }
        // Also when the service stops just now: what is known of the message must not be lost.
        return try await Task { try await finish(row, claim, outcome) }.value
    }

    private func message(_ row: MailRow, _ to: Mailbox, _ fields: [String: String]) throws -> MailMessage {
        let content = try templates.rendered(row.kind, fields)
        return MailMessage(
            id: row.id, from: from, to: to, subject: content.subject, text: content.text, html: content.html,
            secondsSince1970: now().secondsSince1970)
    }

    /// Decides once more, under the mark that the message is handed over.
    private func isStillRight(_ row: MailRow, _ claim: UUID, _ composition: MailComposition) async -> Bool {
        do {
            return try await store.database.transaction { sql in
                guard try await compose(row, sql) == composition else { return false }
                return try await store.handOver(row.id, claim, in: sql)
            }
        } catch {
            log.warning("a mail could not be handed over", ["kind": .string(row.kind), "error": .error(error)])
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
            try await store.postpone(row.id, claim, bySeconds: 1, "what it tells has changed", counts: false)
        case .deferred(let reason), .unreachable(let reason):
            guard let delay = MailRetry.delay(afterAttempts: row.attempts, age: row.age) else {
                try await end(row, claim, "failed", "given up after \(row.attempts) tries: \(reason)")
                break
            }
            metrics.count("deferred")
            log.warning(
                "a mail is not out yet",
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
            log.error("a mail is not sent", fields)
        } else {
            log.debug("a mail is done", fields)
        }
    }
}
