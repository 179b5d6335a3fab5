import Configuration
import Contracts
import DomainClock
import HTTPClient
import JSONTree
import Jobs
import Mail
import PersonMerges
import Primitives
import RegistrationDomain
import RulePacks
import ServiceKit

extension ServiceDefinition {
    /// The registration service: catalogue, hosting, calendar, seats, money, attendance, statistics.
    static let registration = ServiceDefinition(
        name: .registration, title: "Muster registration",
        description: "Courses and classes, seats and waitlists, prices and payments, attendance and completions.",
        defaultPort: 8082, keys: RegistrationConfig.keys + MailSettings.keys(for: .registration),
        migrations: PersonMerges.migrations + MailOutbox.migrations + Migrations.all,
        commands: MailCommand.all
    ) { context in try registrationParts(context) }

    /// Wires the service.
    ///
    /// - Parameter limits: the limits of the registration desk.
    static func registrationParts(
        _ context: ServiceContext, desk limits: RegistrationDesk.Limits = .init()
    ) throws -> ServiceParts {
        let settings = context.configuration
        let rules = try RulePack(settings, of: .registration)
        let outbox = MailOutbox()
        let policies = Policies(rules: rules, zone: context.clock.zone)
        let store = RegistrationStore(
            database: context.database, journal: context.journal, policies: policies, mail: outbox)
        let outbound = HTTPClient()
        let cards = try RegistrationConfig.cards(settings, outbound)
        let parts = RegistrationParts(
            database: context.database, journal: context.journal, policies: policies, mail: outbox,
            metrics: context.metrics, log: context.log, cards: cards,
            webhookSecret: settings.optionalSecret(RegistrationConfig.webhookSecret),
            stripeWebhookSecret: settings.optionalSecret(RegistrationConfig.stripeWebhookSecret),
            store: store, deskLimits: limits)
        let endDueSeats = SeatParts(store).endDue
        let courses = CourseRepository(database: context.database)
        let publishCatalogue = PublishCatalogue(journal: context.journal, courses: courses)
        let (applyPrices, remind) = (ApplyDuePrices(parts), SendClassReminders(parts))
        let inviteToRetake = InviteToRetake(
            journal: context.journal, policies: policies, mail: RetakeMail(outbox: outbox))
        let refunds = cards.map {
            DispatchRefunds(BillingParts(store).orders, $0, log: context.log, metrics: context.metrics)
        }
        let clock = context.clock
        let composer = MailComposer(
            store, site: context.configuration.optionalString(RegistrationConfig.site), now: { clock.now })
        let mail = try MailService(
            context, outbox: outbox, kinds: RegistrationMail.kinds, shipped: RegistrationMail.shipped
        ) { row, sql in try await composer.compose(row, sql) }
        return ServiceParts(
            endpoints: Routes.all(parts),
            handlers: RegistrationHandlers(store, now: { clock.now }).all,
            projections: Projections.all,
            jobs: mail.jobs() + [
                BackgroundJob("class-reminders", every: .seconds(300)) { try await remind(at: clock.now) },
                BackgroundJob("due-seats", every: .seconds(5)) { try await endDueSeats(at: clock.now) },
                BackgroundJob("card-refunds", every: .seconds(10), wakeup: store.refundsWakeup) {
                    try await refunds?()
                },
                BackgroundJob("prices", every: .seconds(60)) { try await applyPrices(at: clock.now) },
                BackgroundJob("retake-invitations", every: .seconds(3600)) {
                    try await inviteToRetake(at: clock.now)
                },
            ],
            load: [{ try await publishCatalogue(at: clock.now) }],
            readiness: [catalogueReadiness(courses)],
            policies: { _ in ["rulePacks": .array(rules.shown)] },
            onStop: [{ await mail.stop() }, { outbound.shutdown() }])
    }

    private static func catalogueReadiness(_ courses: CourseRepository) -> ReadinessCheck {
        ReadinessCheck("catalogue") {
            do {
                return try await courses.list().isEmpty ? .notReady("there are no courses") : .ready
            } catch {
                return .notReady("the catalogue cannot be read")
            }
        }
    }
}
