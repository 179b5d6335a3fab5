import Configuration
import Contracts
import DomainClock
import Observability
import Postgres
import Primitives

/// A command's argument and options.
package struct Invocation: Sendable {
    package var argument: String?
    package var options: [String: String] = [:]
    var settings: [(name: String, value: String)] = []
    var environment: [String: String] = [:]
    package var console = Console.standard
    private var knownDefinition: ServiceDefinition?

    init(argument: String? = nil) {
        self.argument = argument
    }

    var definition: ServiceDefinition {
        get {
            guard let knownDefinition else { preconditionFailure("an invocation is run with its definition") }
            return knownDefinition
        }
        set { knownDefinition = newValue }
    }

    package func has(_ option: String) -> Bool {
        options[option] != nil
    }

    /// An option's value as a type; nil when it was not given.
    package func value<T: LosslessStringConvertible>(_ option: String, as type: T.Type = T.self) throws -> T? {
        guard let text = options[option] else { return nil }
        guard let value = T(text) else { throw UsageError("--\(option): “\(text)” cannot be read") }
        return value
    }

    /// A moment: an RFC 3339 time, or a date, which means its beginning in UTC.
    func moment(_ option: String) throws -> Instant? {
        guard let text = options[option] else { return nil }
        guard let moment = Instant(text) ?? Day(text).map({ Zone.utc.start(of: $0) }) else {
            throw UsageError("--\(option): “\(text)” is no time such as 2026-03-01T00:00:00Z or 2026-03-01")
        }
        return moment
    }

    func configuration() throws -> Configuration {
        try ConfigurationReader(
            definition.name, keys: definition.allKeys, arguments: settings, environment: environment
        ).read()
    }

    func log(_ configuration: Configuration) -> Log {
        let level = LogLevel(rawValue: configuration.string("MUSTER_LOG_LEVEL")) ?? .info
        let console = console
        return Log(
            level: level, output: Log.Output { console.progress($0) },
            fields: ["service": .string(definition.name.rawValue)])
    }

    /// For commands that work on the database: connected, and at this version's migrations.
    package func withContext(
        migrated: Bool = true, _ body: (ServiceContext) async throws -> Int32
    ) async throws -> Int32 {
        let configuration = try configuration()
        let context = try ServiceContext.make(definition, configuration, log: log(configuration))
        do {
            try await context.waitForDatabase()
            if migrated { try await context.migrator.verify(on: context.database) }
            let code = try await body(context)
            await context.database.close()
            return code
        } catch {
            await context.database.close()
            throw error
        }
    }
}
