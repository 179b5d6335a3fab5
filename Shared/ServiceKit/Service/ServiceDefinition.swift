package import Configuration
package import Contracts
import Idempotency
package import JSONTree
package import Jobs
package import Messaging
package import Postgres
package import Primitives
package import Web

/// The definition of a service: its name, settings, tables and topics, and how it is built.
///
/// Each executable has one, which `App+build.swift` makes and `ServiceMain.run` runs.
package struct ServiceDefinition: Sendable {
    package let name: ServiceName
    /// The title of its API document, such as `Muster accounts`.
    package let title: String
    /// A paragraph for the API document and `--help`, in Markdown.
    package let description: String
    package let defaultPort: Int
    /// The service's own settings; the kit adds `SharedKeys`.
    package let keys: [ConfigurationKey]
    /// The service's own tables, which are created after those of messaging and of the kit.
    package let migrations: [Migration]
    /// The service's own commands, beside those that every executable has.
    package let commands: [Command]
    /// The topics that it creates and owns.
    package let publishes: [Topic]
    /// Builds the service, once. It reads settings and files, but neither the database nor Kafka, and starts nothing,
    /// because the API document is made from it without either. What is read at startup belongs in
    /// `ServiceParts.load`, and what runs in its jobs.
    package let build: @Sendable (ServiceContext) async throws -> ServiceParts

    package init(
        name: ServiceName, title: String? = nil, description: String = "", defaultPort: Int,
        keys: [ConfigurationKey] = [], migrations: [Migration], commands: [Command] = [], publishes: [Topic]? = nil,
        build: @escaping @Sendable (ServiceContext) async throws -> ServiceParts
    ) {
        self.name = name
        self.title = title ?? "Muster \(name.rawValue)"
        self.description = description
        self.defaultPort = defaultPort
        self.keys = keys
        self.migrations = migrations
        self.commands = commands
        self.publishes = publishes ?? Topic.all(of: name)
        self.build = build
    }

    /// Every setting of this service.
    package var allKeys: [ConfigurationKey] {
        SharedKeys.all(for: name, port: defaultPort) + keys
    }

    /// Every command of the executable, in the order of `--help`.
    var allCommands: [Command] { Command.all + commands }

    /// The migrations of the service's schema in order: messaging, idempotency, the kit, then the service with the
    /// shared components that it uses (merges, mail). Each component has a history of its own.
    package var allMigrations: [Migration] {
        Journal.migrations + Idempotency.migrations + KitMigrations.all + migrations
    }
}

/// The parts of a service, which `build` returns.
package struct ServiceParts: Sendable {
    package var endpoints: [Endpoint]
    package var handlers: [FactHandler]
    package var projections: [Projection]
    package var jobs: [BackgroundJob]
    /// Steps that run in order after the migrations and before the first request, such as reading a catalogue. An error
    /// ends the start.
    package var load: [@Sendable () async throws -> Void]
    /// The checks beside those of the kit (database, migrations, keys), such as that of the catalogue.
    package var readiness: [ReadinessCheck]
    /// Repeats an erasure that a restored database has lost. Called with the topic and key of a tombstone whose person
    /// the table has. Afterwards the state must be deleted. Only the owner of profiles needs it.
    package var eraseAgain: (@Sendable (_ topic: Topic, _ key: String) async throws -> Void)?
    /// Returns the content of `/v1/policies` at a time of the domain clock: rule packs and default policies.
    package var policies: @Sendable (Instant) -> JSON
    /// Steps that run when the service stops, after requests and jobs have ended, for its own threads and files.
    package var onStop: [@Sendable () async -> Void]

    package init(
        endpoints: [Endpoint] = [], handlers: [FactHandler] = [], projections: [Projection] = [],
        jobs: [BackgroundJob] = [], load: [@Sendable () async throws -> Void] = [],
        readiness: [ReadinessCheck] = [],
        eraseAgain: (@Sendable (_ topic: Topic, _ key: String) async throws -> Void)? = nil,
        policies: @escaping @Sendable (Instant) -> JSON = { _ in [:] },
        onStop: [@Sendable () async -> Void] = []
    ) {
        self.endpoints = endpoints
        self.handlers = handlers
        self.projections = projections
        self.jobs = jobs
        self.load = load
        self.readiness = readiness
        self.eraseAgain = eraseAgain
        self.policies = policies
        self.onStop = onStop
    }
}
