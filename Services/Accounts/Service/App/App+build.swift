import AccountsDomain
import Configuration
import Contracts
import DomainClock
import JSONTree
import Jobs
import Mail
import Messaging
import Observability
import Primitives
import RulePacks
import Security
import ServiceKit
import TokenKeys

extension ServiceDefinition {
    static let accounts = ServiceDefinition(
        name: .accounts,
        description: "People, sign-in, roles, agencies, assignments and memberships of the association.",
        defaultPort: 8081, keys: AccountsConfig.keys + MailSettings.keys(for: .accounts),
        migrations: MailOutbox.migrations + Migrations.all,
        commands: MailCommand.all
    ) { context in try accountsParts(context) }

    /// Wires the service.
    static func accountsParts(_ context: ServiceContext) throws -> ServiceParts {
        let settings = AccountsConfig(context.configuration)
        let rules = try RulePack(context.configuration, of: .accounts)
        let hasher = PasswordHasher(queueLimit: context.configuration.int("ACCOUNTS_PASSWORD_QUEUE"))
        let mail = try MailService(context, kinds: AccountsMail.kinds, shipped: AccountsMail.shipped) { row, _ in
            AccountsMail.compose(row, site: settings.site, at: context.clock.now)
        }
        let parts = AccountsParts(
            database: context.database, journal: context.journal,
            policies: Policies(rules: rules, zone: context.clock.zone), settings: settings, mail: mail.outbox,
            hasher: hasher, keys: signingKeys(context, settings), tokens: context.tokens,
            challengeKey: SharedSecret("challenge", database: context.database))
        let waiting = context.metrics.gauge(
            "muster_password_hashes_waiting", "Passwords being hashed or waiting for it.")
        context.metrics.onScrape { waiting.set(hasher.waiting) }
        return ServiceParts(
            endpoints: Routes.all(parts), handlers: AccountsHandlers(parts).all,
            jobs: mail.jobs { try await answerResetRequests(context, parts) } + jobs(context, parts),
            load: [
                {
                    try await parts.keys.maintain(at: context.clock.now)
                    try await context.tokens.refresh()
                },
                { try await createFirstAdministrator(context, parts) },
            ],
            policies: { _ in ["currency": .string(Money.currency), "versions": .array(rules.shown)] },
            onStop: [{ hasher.shutdown() }, { await mail.stop() }])
    }

    private static func signingKeys(_ context: ServiceContext, _ settings: AccountsConfig) -> SigningKeys {
        // In development, without a configured secret, the keys are sealed with one that is in the same database.
        SigningKeys(
            journal: context.journal, store: context.tokens,
            seal: SharedSecret(
                "signingKeySeal", database: context.database,
                given: context.configuration.optionalSecret("ACCOUNTS_SIGNING_KEY_SECRET")),
            policy: SigningKeys.Policy(tokenLifetime: settings.accessLifetime + 120))
    }

    private static func jobs(_ context: ServiceContext, _ parts: AccountsParts) -> [BackgroundJob] {
        let deleteExpired = DeleteExpired(parts)
        return [
            BackgroundJob("signing-keys", every: .seconds(60), onEveryReplica: true) {
                try await parts.keys.maintain(at: context.clock.now)
            },
            BackgroundJob("sweep", every: .seconds(300)) {
                try await parts.journal.update { unit in try await deleteExpired(at: context.clock.now, in: unit) }
            },
        ]
    }

    /// Answers all requests for new passwords, before each round of the mail job.
    private static func answerResetRequests(_ context: ServiceContext, _ parts: AccountsParts) async throws {
        let answer = AnswerResetRequests(
            requests: ResetRequestRepository(), codes: CodeRepository(), mail: parts.mail)
        while try await parts.journal.update({ unit in try await answer(at: context.clock.now, in: unit) }) > 0 {}
    }

    private static func createFirstAdministrator(_ context: ServiceContext, _ parts: AccountsParts) async throws {
        guard let address = context.configuration.optionalString("ACCOUNTS_BOOTSTRAP_ADMIN_EMAIL"),
            let password = context.configuration.optionalSecret("ACCOUNTS_BOOTSTRAP_ADMIN_PASSWORD"),
            let email = EmailAddress(address)
        else { return }
        if try await CreateFirstAdministrator(parts)(email, password: password, at: context.clock.now) {
            context.log.notice("created the first administrator", [:])
        }
    }
}
