import Executors

/// Brings one schema up to the program's list of migrations, and refuses a database whose history is another.
///
/// What was applied stands in `<schema>.schema_migrations`; of each component it must be a prefix of the list, with the same
/// checksums. What is pending runs in the order of the list. Replicas
/// that start together wait for each other on an advisory lock; each migration is one transaction, so it is applied once or not
/// at all.
package struct Migrator: Sendable {
    private let schema: String
    private let migrations: [Migration]

    package init(schema: String, migrations: [Migration]) {
        self.schema = schema
        self.migrations = migrations
    }

    /// What `apply` would run, in order: the dry run. Changes nothing.
    ///
    /// - Throws: `PostgresError(.migration)` when the database's history is not a prefix of ours.
    package func pending(on client: PostgresClient) async throws -> [Migration] {
        try await client.withConnection { try await pending(on: $0) }
    }

    package func pending(on connection: PostgresConnection) async throws -> [Migration] {
        let known: Bool = try await connection.query("SELECT to_regclass(\(tableName)) IS NOT NULL")[0].value(at: 0)
        guard known else { return try pending(after: []) }
        let rows = try await connection.query(
            "SELECT component, name, checksum FROM \(table) ORDER BY component, position")
        return try pending(after: rows.map { row in try row.decode((String, String, String).self) })
    }

    /// Runs what is pending and gives it.
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
        // The server does it itself when the connection is lost.
        _ = try? await connection.query("SELECT pg_advisory_unlock(\(lockKey))")
        return try outcome.get()
    }

    /// For a program that must not change the schema: throws `PostgresError(.migration)` unless all is applied.
    package func verify(on client: PostgresClient) async throws {
        let names = try await pending(on: client).map(\.title)
        guard names.isEmpty else {
            throw PostgresError(.migration, "not applied yet: \(names.joined(separator: ", "))")
        }
    }

    /// Tries again and again instead of waiting in the server, where the statement's time limit would end it.
    private func lock(_ connection: PostgresConnection) async throws {
        var backoff = Backoff(initial: .milliseconds(20), maximum: .milliseconds(500))
        while true {
            let rows = try await connection.query("SELECT pg_try_advisory_lock(\(lockKey))")
            if try rows[0].value(at: 0) as Bool { return }
            try await Task.sleep(for: backoff.next())
        }
    }

    private func applyLocked(on connection: PostgresConnection) async throws -> [Migration] {
        // Looked for first: CREATE SCHEMA IF NOT EXISTS wants its right even where there is nothing to create.
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
                // A long rewrite is no error; a long wait for a lock is, as all others queue up behind it.
                transaction.enqueue("SET LOCAL statement_timeout = 0")
                transaction.enqueue("SET LOCAL search_path = \(identifier: schema)")
                try await transaction.script(migration.sql)
                transaction.enqueue(
                    """
                    INSERT INTO \(table) (component, position, name, checksum)
                    SELECT \(migration.component), count(*), \(migration.name), \(migration.checksum)
                    FROM \(table) WHERE component = \(migration.component)
                    """)
            }
        } catch var error as PostgresError {
            error.message = "migration \(migration.title): \(error.message ?? "failed")"
            throw error
        }
    }

    private func pending(after applied: [(component: String, name: String, checksum: String)]) throws -> [Migration] {
        guard Set(migrations.map(\.title)).count == migrations.count else {
            throw PostgresError(.migration, "two migrations of one name")
        }
        let ours = Dictionary(grouping: migrations, by: \.component)
        var counts: [String: Int] = [:]
        for (component, name, checksum) in applied {
            let index = counts[component, default: 0]
            guard let own = ours[component], index < own.count else {
                throw PostgresError(.migration, "the database is newer than the program: it has \(component)/\(name)")
            }
            guard own[index].name == name else {
                throw PostgresError(
                    .migration, "the database has \(component)/\(name) where we have \(own[index].title)")
            }
            guard own[index].checksum == checksum else {
                throw PostgresError(.migration, "\(component)/\(name) was edited after it was applied")
            }
            counts[component] = index + 1
        }
        return migrations.filter { migration in
            guard let left = counts[migration.component], left > 0 else { return true }
            counts[migration.component] = left - 1
            return false
        }
    }

    private var table: Query { "\(identifier: schema).schema_migrations" }
    private var tableName: String { "\(quoted(identifier: schema)).schema_migrations" }
    private var lockKey: Query { "hashtextextended(\("schema_migrations of \(schema)"), 0)" }
}
