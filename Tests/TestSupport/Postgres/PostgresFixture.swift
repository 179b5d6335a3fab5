import Foundation
package import Postgres

/// Fresh databases for tests, on one PostgreSQL server that the test process starts for itself.
///
/// `MUSTER_TEST_DATABASE_URL` names another server, whose user may create databases; what is made there stays.
package enum PostgresFixture {
    private static let factory = DatabaseFactory()

    /// A new database of the caller's own with the migrations applied; the sessions of the configuration have the
    /// schema as their search path.
    package static func database(
        schema: String = "test", migrations: [Migration] = []
    ) async throws -> PostgresConfiguration {
        var configuration = try await factory.database(schema: schema, migrations: migrations)
        configuration.schema = schema
        return configuration
    }

    /// The server of `database`, nil when it is not ours. To break one, start a `PostgresServer` of your own.
    package static func server() async throws -> PostgresServer? {
        try await factory.server()
    }
}

/// Makes each set of migrations once, as a template, and copies it.
private actor DatabaseFactory {
    private struct Home {
        let server: PostgresServer?
        let client: PostgresClient
        let configuration: PostgresConfiguration
    }

    private struct Recipe: Hashable {
        let schema: String
        let migrations: [Migration]
    }

    private var home: Task<Home, any Error>?
    private var templates: [Recipe: Task<String, any Error>] = [:]

    func server() async throws -> PostgresServer? {
        try await open().server
    }

    func database(schema: String, migrations: [Migration]) async throws -> PostgresConfiguration {
        let home = try await open()
        let recipe = Recipe(schema: schema, migrations: migrations)
        let template = templates[recipe] ?? Task { try await Self.makeTemplate(recipe, home) }
        templates[recipe] = template
        return try await Self.copy(try await template.value, home)
    }

    private func open() async throws -> Home {
        let task =
            home
            ?? Task {
                var server: PostgresServer?
                var configuration: PostgresConfiguration
                if let url = ProcessInfo.processInfo.environment["MUSTER_TEST_DATABASE_URL"] {
                    configuration = try PostgresConfiguration(url: url)
                } else {
                    let own = try await PostgresServer.start()
                    server = own
                    configuration = try own.configuration
                }
                configuration.poolSize = 2
                configuration.maxWaiters = 10_000
                configuration.poolDeadline = .seconds(120)
                configuration.statementTimeout = .seconds(120)
                return Home(server: server, client: PostgresClient(configuration), configuration: configuration)
            }
        home = task
        return try await task.value
    }

    private static func makeTemplate(_ recipe: Recipe, _ home: Home) async throws -> String {
        let configuration = try await copy("template1", home)
        let connection = try await PostgresConnection.connect(configuration, name: "test-template")
        // Applied without migrations too: the schema must be there.
        try await Migrator(schema: recipe.schema, migrations: recipe.migrations).apply(on: connection)
        await connection.close()
        return configuration.database ?? "template1"
    }

    private static func copy(_ template: String, _ home: Home) async throws -> PostgresConfiguration {
        let name = "muster_test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        // The server waits up to five seconds for the last session of the template to end.
        try await home.client.execute("CREATE DATABASE \(identifier: name) TEMPLATE \(identifier: template)")
        var configuration = PostgresConfiguration(onSameServerAs: home.configuration)
        configuration.database = name
        return configuration
    }
}

extension PostgresConfiguration {
    /// Our limits for tests instead of the factory's.
    fileprivate init(onSameServerAs other: PostgresConfiguration) {
        self = other
        poolSize = 4
        maxWaiters = 256
        poolDeadline = .seconds(30)
        statementTimeout = .seconds(30)
    }
}
