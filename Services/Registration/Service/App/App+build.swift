import Contracts
import JSONSchema
import Primitives
import RegistrationDomain
import ServiceKit

extension ServiceDefinition {
    /// The registration service: catalogue, hosting, calendar, seats, money, attendance, statistics.
    static let registration = ServiceDefinition(
        name: .registration, title: "Muster registration",
        description: "Courses and classes, seats and waitlists, prices and payments, attendance and completions.",
        defaultPort: 8082, keys: RegistrationConfig.keys, migrations: PersonMerges.migrations + Migrations.all
    ) { context in
        let rules = try RulePack()
        let store = RegistrationStore(
            database: context.database, journal: context.journal, rules: rules, zone: context.clock.zone)
        let api = RegistrationAPI(
            store: store, desk: RegistrationDesk(store, metrics: context.metrics),
            webhookSecret: context.configuration.optionalSecret(RegistrationConfig.webhookSecret))
        let clock = context.clock
        return ServiceParts(
            endpoints: api.endpoints,
            handlers: RegistrationHandlers(store: store, now: { clock.now }).all,
            projections: Projections.all,
            jobs: [
                BackgroundJob("due-seats", every: .seconds(5)) { try await store.endDueSeats(at: clock.now) },
                BackgroundJob("retake-invitations", every: .seconds(3600)) {
                    try await store.inviteToRetake(at: clock.now)
                },
            ],
            load: [{ try await store.publishCatalogue(at: clock.now) }],
            readiness: [
                ReadinessCheck("catalogue") {
                    do {
                        let courses = try await store.courses(from: store.database)
                        return courses.isEmpty ? .notReady("there are no courses") : .ready
                    } catch {
                        return .notReady("the catalogue cannot be read")
                    }
                }
            ],
            policies: rules.shown)
    }
}
