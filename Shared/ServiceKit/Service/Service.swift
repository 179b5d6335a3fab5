package import Configuration
package import DomainClock
import Executors
import HTTP
package import Kafka
import Messaging
package import Observability
package import Postgres
import TokenKeys
package import Web

/// A running service, which `serve` starts, or a test in its own process.
///
/// While Kafka is down, requests are answered and their events wait in the journal.
package final class Service: Sendable {
    /// The options of a test, in place of the settings.
    package struct Options: Sendable {
        package var database: PostgresConfiguration?
        package var kafka: KafkaConfiguration?
        /// The test's own clock; the clock in the database is then ignored.
        package var clock: DomainClock?
        /// Whether relay and consumer run and topics are created.
        package var usesKafka = true
        /// The prefix of each topic's name, so that tests can share a broker.
        package var topicPrefix = ""
        /// The duration of the relay's lease, for a test that cannot wait for the default one to end.
        package var relayLease: Duration?

        package init() {}
    }

    package let context: ServiceContext
    package let parts: ServiceParts
    /// The port on which it listens.
    package let port: Int
    package let application: WebApplication
    let server: HTTPServer
    let readiness: Readiness
    let workers: ServiceWorkers

    /// Starts in this order: database reachable, migrations, clock and keys, the service's own `load`, HTTP, then
    /// relay, consumer and jobs. Nothing is left running when it throws.
    @concurrent
    package static func start(
        _ definition: ServiceDefinition, _ configuration: Configuration, log: Log, options: Options = Options()
    ) async throws -> Service {
        if let point = configuration.optionalString("MUSTER_CRASH_AT") {
            log.warning("The process kills itself at a crash point", ["at": .string(point)])
            CrashPoint.arm(CrashPoint.Armed(point))
        }
        let context = try ServiceContext.make(
            definition, configuration, log: log, database: options.database, kafka: options.kafka,
            clock: options.clock)
        do {
            ProcessMetrics.register(in: context.metrics)
            try await context.waitForDatabase()
            try await context.migrate()
            if options.clock == nil { try await context.startClock() }
            try await context.tokens.refresh()
            let parts = try await definition.build(context)
            for load in parts.load { try await load() }
            return try Service(context, parts, options)
        } catch {
            await context.database.close()
            throw error
        }
    }

    private init(_ context: ServiceContext, _ parts: ServiceParts, _ options: Options) throws {
        self.context = context
        self.parts = parts
        readiness = Readiness(StandardChecks.all(context) + parts.readiness, context.metrics)
        application = try context.application(parts, readiness)
        server = HTTPServer(try HTTPServerConfiguration(context), handler: application.handle)
        port = try server.start()
        context.log.info(
            "listening", ["port": .int(port), "host": .string(context.configuration.string(context.own("HTTP_HOST")))])
        workers = ServiceWorkers(context, parts, options)
    }

    /// Waits for the first error with which the service cannot continue.
    package func failure() async -> (any Error)? {
        await workers.failure()
    }

    /// Stops in reverse order: finishes the running requests and accepts no others, ends jobs and consumer after their
    /// batches, then the relay, then the service's own parts and the database. Returns shortly after the time at the
    /// latest.
    @concurrent
    package func stop(within time: Duration = .seconds(8)) async {
        let deadline = Deadline.after(time)
        readiness.stop()
        async let requests: Void = server.stop(deadline: deadline)
        async let work: Void = workers.stopIntake(deadline)
        _ = await (requests, work)
        await workers.stopRelay(deadline)
        for action in parts.onStop { await action() }
        await context.database.close()
    }
}
