import Contracts
import DomainClock
package import Jobs
package import ServiceKit

/// A service's mail: its outbox and the jobs that send from it.
package struct MailService: Sendable {
    package let outbox: MailOutbox
    package let sender: MailSender
    private let transport: any MailTransport

    /// Creates a service's mail from its kinds and templates. `compose` decides each message when it is sent.
    ///
    /// - Throws: `ConfigurationError` if settings or templates are invalid.
    package init(
        _ context: ServiceContext, outbox: MailOutbox = MailOutbox(), kinds: [MailKind], shipped: [String: [UInt8]],
        compose: @escaping MailSender.Compose
    ) throws {
        let settings = try MailSettings(context.configuration)
        let clock = context.clock
        self.outbox = outbox
        transport = settings.transport
        sender = MailSender(
            database: context.database,
            templates: try MailTemplates(
                kinds, shipped: shipped, folder: settings.templates, service: context.service.rawValue),
            from: settings.sender,
            transport: transport, pace: .seconds(1) / settings.rate, now: { clock.now }, log: context.log,
            metrics: context.metrics, compose: compose)
    }

    /// Returns the jobs that send mail and sweep the outbox.
    ///
    /// - Parameter before: called before each round, to write messages that have become due.
    package func jobs(before: @escaping @Sendable () async throws -> Void = {}) -> [BackgroundJob] {
        [
            BackgroundJob("mail", every: .seconds(5), wakeup: outbox.wakeup) {
                try await before()
                try await sender.run()
            },
            BackgroundJob("mail-sweep", every: .seconds(6 * 3600)) { try await sender.store.sweep(olderThanDays: 400) },
        ]
    }

    package func stop() async {
        await transport.close()
    }
}
