package import Configuration
package import Contracts
import Idempotency
package import JSONTree
package import Jobs
package import Messaging
package import Postgres
package import Primitives
package import Web

/// What a service is, before it runs: its name, its settings, its tables, its topics, and how it is put together.
///
/// Each executable has one, made in `App+build.swift` and given to `ServiceMain.run`.
package struct ServiceDefinition: Sendable {
    package let name: ServiceName
    /// `Muster accounts`: the title of its API document.
    package let title: String
    /// A paragraph for the API document and `--help`, Markdown.
    package let description: String
    package let defaultPort: Int
    /// The service's own settings; `SharedKeys` come with the kit.
    package let keys: [ConfigurationKey]
    /// The service's own tables; those of messaging and of the kit are made before them.
    package let migrations: [Migration]
    /// The service's own commands, beside those that every executable has.
    package let commands: [Command]
    /// The topics that it makes and owns.
    package let publishes: [Topic]
    /// Puts the service together, once. It reads settings and files, but neither the database nor Kafka, and starts
    /// nothing by itself, because the API document is made this way too, without other programs. `ServiceParts.load`
    /// reads data at start, and jobs run in the background.
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

    /// Every setting there is for this service.
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

/// What a service is made of, as `build` answers it.
package struct ServiceParts: Sendable {
    package var endpoints: [Endpoint]
    package var handlers: [FactHandler]
    package var projections: [Projection]
    package var jobs: [BackgroundJob]
    /// Run in order when the database is there and migrated, before the first request: a catalogue to read, a first
    /// administrator to make. An error ends the start.
    package var load: [@Sendable () async throws -> Void]
    /// Beside the kit's own checks (database, migrations, keys): the catalogue, for instance.
    package var readiness: [ReadinessCheck]
    /// Repeats an erasure that a restored database has lost. Called with the topic and key of a tombstone whose person
    /// the table has. Afterwards the state must be deleted. Only the owner of profiles needs it.
    package var eraseAgain: (@Sendable (_ topic: Topic, _ key: String) async throws -> Void)?
    /// What `/v1/policies` shows at a moment of the domain clock: rule packs and default policies.
    package var policies: @Sendable (Instant) -> JSON
    /// Called when the service stops, after requests and jobs have ended: threads and files of its own.
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
