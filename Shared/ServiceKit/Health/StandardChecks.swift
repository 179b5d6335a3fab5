import Configuration
import Executors
package import Postgres
import TokenKeys

/// The checks of every service. Kafka is not checked: while it is down, requests are answered and the journal grows.
enum StandardChecks {
    static func all(_ context: ServiceContext) -> [ReadinessCheck] {
        [
            ReadinessCheck("database") {
                do {
                    _ = try await context.database.query("SELECT 1", deadline: .after(.seconds(2)))
                    return .ready
                } catch {
                    return .notReady("the database does not answer")
                }
            },
            ReadinessCheck("migrations") {
                do {
                    try await context.migrator.verify(on: context.database)
                    return .ready
                } catch {
                    return .notReady("the database is not at this version's migrations")
                }
            },
            ReadinessCheck("keys") {
                context.tokens.hasKeys ? .ready : .notReady("no signing key is known yet")
            },
        ]
    }
}

extension ServiceContext {
    /// Migrates the service's schema to this version.
    package var migrator: Migrator {
        Migrator(schema: definition.name.schemaName, migrations: definition.allMigrations)
    }
}
