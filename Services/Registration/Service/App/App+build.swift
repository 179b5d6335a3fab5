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
        let (settings, clock) = (context.configuration, context.clock)
        let rules = try RulePack(settings, of: .registration)
        let outbound = HTTPClient()
        let parts = RegistrationParts(
            database: context.database, journal: context.journal,
            policies: Policies(rules: rules, zone: clock.zone), mail: MailOutbox(), metrics: context.metrics,
            log: context.log, cards: try RegistrationConfig.cards(settings, outbound),
            webhookSecret: settings.optionalSecret(RegistrationConfig.webhookSecret),
            stripeWebhookSecret: settings.optionalSecret(RegistrationConfig.stripeWebhookSecret), deskLimits: limits)
        let courses = CourseRepository(database: context.database)
        let publishCatalogue = PublishCatalogue(journal: context.journal, courses: courses)
        let composer = MailComposer(
            parts, site: settings.optionalString(RegistrationConfig.site), now: { clock.now })
        let mail = try MailService(
            context, outbox: parts.mail, kinds: RegistrationMail.kinds, shipped: RegistrationMail.shipped
        ) { row, sql in try await composer.compose(row, sql) }
        return ServiceParts(
            endpoints: Routes.all(parts), handlers: RegistrationHandlers(parts, now: { clock.now }).all,
            projections: Projections.all, jobs: mail.jobs() + jobs(parts, clock),
            load: [{ try await publishCatalogue(at: clock.now) }],
            readiness: [catalogueReadiness(courses)],
            policies: { _ in ["rulePacks": .array(rules.shown)] },
            onStop: [{ await mail.stop() }, { outbound.shutdown() }])
    }

    private static func jobs(_ parts: RegistrationParts, _ clock: DomainClock) -> [BackgroundJob] {
        let (remind, endDueSeats) = (SendClassReminders(parts), SeatParts(parts).endDue)
        let applyPrices = ApplyDuePrices(parts)
        let inviteToRetake = InviteToRetake(
            journal: parts.journal, policies: parts.policies, mail: RetakeMail(outbox: parts.mail))
        let dispatchRefunds = parts.cards.map {
            DispatchRefunds(BillingParts(parts).orders, $0, log: parts.log, metrics: parts.metrics)
        }
        return [
            BackgroundJob("class-reminders", every: .seconds(300)) { try await remind(at: clock.now) },
            BackgroundJob("due-seats", every: .seconds(5)) { try await endDueSeats(at: clock.now) },
            BackgroundJob("card-refunds", every: .seconds(10), wakeup: parts.refundsWakeup) {
                try await dispatchRefunds?()
            },
            BackgroundJob("prices", every: .seconds(60)) { try await applyPrices(at: clock.now) },
            BackgroundJob("retake-invitations", every: .seconds(3600)) { try await inviteToRetake(at: clock.now) },
        ]
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
