import Configuration
import DomainClock
import Executors
import FoundationEssentials
import HTTP
import Observability
import Postgres
import Primitives
import Web

/// The steps of a start, in their order.
extension ServiceContext {
    /// Returns the full name of one of the service's own settings: `own("HTTP_PORT")` is `ACCOUNTS_HTTP_PORT`.
    package func own(_ name: String) -> String {
        service.environmentPrefix + name
    }

    /// Waits until the database answers.
    ///
    /// - Throws: the last error, once the time is over.
    func waitForDatabase() async throws {
        let patience = Deadline.after(configuration.duration("MUSTER_START_PATIENCE"))
        var backoff = Backoff(initial: .milliseconds(100), maximum: .seconds(2))
        var isFirst = true
        while true {
            do {
                _ = try await database.query("SELECT 1", deadline: .after(.seconds(5)))
                return
            } catch {
                if patience.hasPassed || Task.isCancelled { throw error }
                if isFirst { log.warning("Waiting for the database", ["error": .error(error)]) }
                isFirst = false
                try await Task.sleep(for: backoff.next())
            }
        }
    }

    /// Applies the pending migrations if the settings allow it.
    ///
    /// - Throws: an error if migrations are pending afterwards.
    func migrate() async throws {
        if configuration.bool("MUSTER_MIGRATE_ON_START") {
            let applied = try await migrator.apply(on: database)
            if !applied.isEmpty {
                log.info("Migrated the schema", ["migrations": .string(applied.map(\.title).joined(separator: ", "))])
            }
        }
        try await migrator.verify(on: database)
    }

    /// Sets the development clock to its time in the database, or starts it at `MUSTER_CLOCK`.
    func startClock() async throws {
        guard configuration.isDevelopment else { return }
        let store = ClockStore(database: database)
        let offset =
            if let start = configuration.optionalInstant("MUSTER_CLOCK") {
                try await store.start(at: start, clock: clock)
            } else {
                try await store.offset()
            }
        guard offset != 0 else { return }
        clock.setOffset(microseconds: offset)
        log.notice("The domain clock differs from real time", ["clock": .text(clock.now)])
    }

    /// Makes the handler of all requests, with the routes of the kit and of the service.
    func application(_ parts: ServiceParts, _ readiness: Readiness) throws -> WebApplication {
        var web = WebConfiguration(title: definition.title)
        web.description = definition.description
        web.corsOrigins = Set(configuration.list("MUSTER_CORS_ORIGINS"))
        web.trustedProxies = Set(configuration.list("MUSTER_TRUSTED_PROXIES"))
        web.isBehindTLS = configuration.isProduction
        if !configuration.bool("MUSTER_RATE_LIMITS") { web.rateLimits = nil }
        var endpoints = HealthEndpoints(readiness: readiness, metrics: metrics, policies: parts.policies).all
        if configuration.isDevelopment {
            let setting = ClockSetting(clock: clock, store: ClockStore(database: database), tokens: tokens)
            endpoints.append(.put("/v1/development/clock", setting.operation))
        }
        return try WebApplication(
            endpoints + parts.endpoints, configuration: web, tokens: tokens, clock: { [clock] in clock.now }, log: log,
            metrics: metrics)
    }
}

extension HTTPServerConfiguration {
    init(_ context: ServiceContext) throws {
        let configuration = context.configuration
        self.init(
            host: configuration.string(context.own("HTTP_HOST")), port: configuration.int(context.own("HTTP_PORT")))
        // Enough for the longest cursor, escaped, and other parameters.
        maxTargetBytes = 14 * 1024
        threads = configuration.int(context.own("HTTP_THREADS"))
        connectionLimit = configuration.int(context.own("HTTP_CONNECTION_LIMIT"))
        perAddressLimit = configuration.int(context.own("HTTP_CONNECTIONS_PER_ADDRESS"))
        let files = (
            configuration.optionalString(context.own("HTTP_TLS_CERTIFICATE_FILE")),
            configuration.optionalString(context.own("HTTP_TLS_KEY_FILE"))
        )
        if case (.some(let certificate), .some(let key)) = files {
            tls = TLS(
                certificate: try String(contentsOfFile: certificate, encoding: .utf8),
                key: try String(contentsOfFile: key, encoding: .utf8))
        }
    }
}
