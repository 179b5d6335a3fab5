import AccountsDomain
import Configuration
import Contracts
import DomainClock
import JSONTree
import Jobs
import Mail
import Messaging
import Observability
import Postgres
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
        commands: MailCommand.all, build: buildAccounts)
}

/// Puts accounts together from its context; reads no database (see `ServiceDefinition.build`).
func buildAccounts(_ context: ServiceContext) async throws -> ServiceParts {
    let settings = AccountsConfig(context.configuration)
    let rules = try RulePack(context.configuration, of: .accounts)
    let store = AccountsStore(
        database: context.database, tokens: context.tokens, rules: rules, zone: context.clock.zone,
        tokenLifetime: settings.accessLifetime + 60)
    // Without a secret of the operator's (development) the keys rest under one that the database keeps beside them.
    let keys = SigningKeys(
        journal: context.journal, store: context.tokens,
        seal: SharedSecret(
            "signingKeySeal", database: context.database,
            given: context.configuration.optionalSecret("ACCOUNTS_SIGNING_KEY_SECRET")),
        policy: SigningKeys.Policy(tokenLifetime: settings.accessLifetime + 120))
    let hasher = PasswordHasher(queueLimit: context.configuration.int("ACCOUNTS_PASSWORD_QUEUE"))
    let site = settings.site
    let mail = try MailService(context, kinds: AccountsMail.kinds, shipped: AccountsMail.shipped) { row, _ in
        AccountsMail.compose(row, site: site, at: context.clock.now)
    }
    let outbox = mail.outbox
    let api = AccountsAPI(
        store: store, journal: context.journal, hasher: hasher, keys: keys,
        issuer: TokenIssuer(issuer: settings.issuer, lifetime: settings.accessLifetime), settings: settings,
        challengeKey: SharedSecret("challenge", database: context.database), outbox: outbox)
    let waiting = context.metrics.gauge("muster_password_hashes_waiting", "Passwords being hashed or waiting for it.")
    context.metrics.onScrape { waiting.set(hasher.waiting) }
    return ServiceParts(
        endpoints: api.endpoints, handlers: AccountsHandlers(store: store).all,
        jobs: mail.jobs { try await answerResets(context, store, outbox) } + [
            BackgroundJob("signing-keys", every: .seconds(60), onEveryReplica: true) {
                try await keys.maintain(at: context.clock.now)
            },
            BackgroundJob("sweep", every: .seconds(300)) {
                try await context.journal.update { try await store.sweep(at: context.clock.now, $0) }
            },
        ],
        load: [
            {
                try await keys.maintain(at: context.clock.now)
                try await context.tokens.refresh()
            },
            { try await makeFirstAdministrator(context, store, hasher) },
        ],
        policies: { _ in ["currency": .string(Money.currency), "versions": .array(rules.shown)] },
        onStop: [{ hasher.shutdown() }, { await mail.stop() }])
}

/// Answers requests for new passwords, before each round of the mail job.
private func answerResets(_ context: ServiceContext, _ store: AccountsStore, _ outbox: MailOutbox) async throws {
    var answered = 0
    repeat {
        answered = try await context.journal.update { unit in
            try await store.answerResets(outbox, at: context.clock.now, unit)
        }
    } while answered > 0
}

/// Makes the administrator that the configuration names, as long as there is none.
private func makeFirstAdministrator(
    _ context: ServiceContext, _ store: AccountsStore, _ hasher: PasswordHasher
) async throws {
    guard let address = context.configuration.optionalString("ACCOUNTS_BOOTSTRAP_ADMIN_EMAIL"),
        let secret = context.configuration.optionalSecret("ACCOUNTS_BOOTSTRAP_ADMIN_PASSWORD"),
        let email = EmailAddress(address), try await !store.hasAdministrator()
    else { return }
    let hash = try await hasher.hash(secret.withBytes { String(decoding: $0, as: UTF8.self) })
    let person = Person(
        id: .new(), kind: .registrant,
        profile: Profile(givenName: "First", familyName: "Administrator", email: email.text))
    let now = context.clock.now
    do {
        try await context.journal.update { unit in
            if let owner = try await store.owner(of: email, unit) {
                _ = try await store.change(owner, in: unit, at: now) { person in
                    .setRoles(person.roles + ["admin"], coordinatorOf: person.coordinatorOf, isLastAdministrator: false)
                }
                return
            }
            store.add(person, email: email, passwordHash: hash, at: now, unit)
            _ = try await store.change(person.id, in: unit, at: now) { _ in
                .setRoles(["admin"], coordinatorOf: [], isLastAdministrator: false)
            }
        }
        context.log.notice("made the first administrator", [:])
    } catch  where isTaken(error) {
        // Another replica was faster.
    }
}
