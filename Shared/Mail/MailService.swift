import Contracts
import DomainClock
package import ServiceKit

/// A service's mail, put together: its outbox, and the jobs that send from it.
package struct MailService: Sendable {
    package let outbox: MailOutbox
    package let sender: MailSender
    private let transport: any MailTransport

    /// Kinds and templates are those of the service; `compose` decides each message when it is sent.
    ///
    /// - Throws: `ConfigurationError` when settings or templates cannot be used.
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

    /// - Parameter before: what writes messages before each round.
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
