package import Postgres

/// A PostgreSQL server for the test process, and fresh databases on it.
package enum PostgresFixture {
    /// A new, empty-but-migrated database of its own for the caller.
    package static func database(
        schema: String = "test", migrations: [Migration] = []
    ) async throws -> PostgresConfiguration { fatalError() }
}
