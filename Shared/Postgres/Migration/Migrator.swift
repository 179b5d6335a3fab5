import Executors

/// Applies the program's migrations to a schema, and refuses a schema that another version made.
///
/// The table `<schema>.schema_migrations` lists the applied migrations with their digests. Those of each component must
/// be the first of the program's list. The pending ones run in the order of the list, each in a transaction, so that it
/// is applied once or not at all. Replicas that start together wait for each other on an advisory lock.
package struct Migrator: Sendable {
    private let schema: String
    private let migrations: [Migration]

    package init(schema: String, migrations: [Migration]) {
        self.schema = schema
        self.migrations = migrations
    }

    /// Returns the migrations that `apply` would run, in order, without changing anything.
    ///
    /// - Throws: `PostgresError(.schemaMismatch)` if another version of the program made the schema.
    package func pending(on client: PostgresClient) async throws -> [Migration] {
        try await client.withConnection { try await pending(on: $0) }
    }

    package func pending(on connection: PostgresConnection) async throws -> [Migration] {
        let known: Bool = try await connection.query("SELECT to_regclass(\(tableName)) IS NOT NULL")[0].value(at: 0)
        guard known else { return try migrations.pending(after: []) }
        let rows = try await connection.query(
            "SELECT \(MigrationRecord.columns) FROM \(table) ORDER BY component, position")
        return try migrations.pending(after: MigrationRecord.columns.all(rows))
    }

    /// Runs the pending migrations and returns them.
    ///
    /// - Throws: `PostgresError(.schemaMismatch)`, without changing anything, if another version of the program made
    ///   the schema.
    @discardableResult
    package func apply(on client: PostgresClient) async throws -> [Migration] {
        try await client.withConnection { try await apply(on: $0) }
    }

    @discardableResult
    package func apply(on connection: PostgresConnection) async throws -> [Migration] {
        try await lock(connection)
        let outcome: Result<[Migration], any Error>
        do {
            outcome = .success(try await applyLocked(on: connection))
        } catch {
            outcome = .failure(error)
        }
        // The server unlocks by itself when the connection is lost.
        _ = try? await connection.query("SELECT pg_advisory_unlock(\(lockKey))")
        return try outcome.get()
    }

    /// Checks that all migrations are applied, for a program that must not change the schema.
    ///
    /// - Throws: `PostgresError(.migration)` if some are pending, `PostgresError(.schemaMismatch)` if another version
    ///   of the program made the schema.
    package func verify(on client: PostgresClient) async throws {
        let names = try await pending(on: client).map(\.title)
        guard names.isEmpty else {
            throw PostgresError(.migration, "pending migrations: \(names.joined(separator: ", "))")
        }
    }

    /// Polls the lock, because the statement timeout would end a wait in the server.
    private func lock(_ connection: PostgresConnection) async throws {
        var backoff = Backoff(initial: .milliseconds(20), maximum: .milliseconds(500))
        while true {
            let rows = try await connection.query("SELECT pg_try_advisory_lock(\(lockKey))")
            if try rows[0].value(at: 0) as Bool { return }
            try await Task.sleep(for: backoff.next())
        }
    }

    private func applyLocked(on connection: PostgresConnection) async throws -> [Migration] {
        // CREATE SCHEMA IF NOT EXISTS requires the privilege to create even if the schema exists.
        let rows = try await connection.query(
            "SELECT to_regnamespace(\(quoted(identifier: schema))) IS NOT NULL, to_regclass(\(tableName)) IS NOT NULL")
        let (hasSchema, hasTable) = try rows[0].decode((Bool, Bool).self)
        if !hasSchema { try await connection.execute("CREATE SCHEMA \(identifier: schema)") }
        if !hasTable {
            try await connection.execute(
                """
                CREATE TABLE \(table) (
                    component text NOT NULL,
                    position int NOT NULL,
                    name text NOT NULL,
                    checksum text NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now(),
                    PRIMARY KEY (component, position)
                )
                """)
        }
        let pending = try await pending(on: connection)
        for migration in pending { try await run(migration, on: connection) }
        return pending
    }

    private func run(_ migration: Migration, on connection: PostgresConnection) async throws {
        do {
            try await connection.transaction { transaction in
                // A rewrite may take long. A wait for a lock may not, since other statements queue behind it.
                transaction.enqueue("SET LOCAL statement_timeout = 0")
                transaction.enqueue("SET LOCAL search_path = \(identifier: schema)")
                try await transaction.script(migration.sql)
                transaction.enqueue(
                    """
                    INSERT INTO \(table) (component, position, name, checksum)
                    SELECT \(migration.component), count(*), \(migration.name), \(migration.record.digest)
                    FROM \(table) WHERE component = \(migration.component)
                    """)
            }
        } catch var error as PostgresError {
            error.message = "migration \(migration.title): \(error.message ?? "failed")"
            throw error
        }
    }

    private var table: Query { "\(identifier: schema).schema_migrations" }
    private var tableName: String { "\(quoted(identifier: schema)).schema_migrations" }
    private var lockKey: Query { "hashtextextended(\("schema_migrations of \(schema)"), 0)" }
}
