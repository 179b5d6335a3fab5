/// A migration without its script, as a database remembers it and as a release freezes it.
package struct MigrationRecord: Sendable, Hashable, CustomStringConvertible {
    package let component: String
    package let name: String
    package let digest: String

    static let columns = Columns("component, name, checksum") { row in
        MigrationRecord(component: try row.next(), name: try row.next(), digest: try row.next())
    }

    package init(component: String, name: String, digest: String) {
        self.component = component
        self.name = name
        self.digest = digest
    }

    /// Reads `description`.
    package init?(_ description: some StringProtocol) {
        let parts = String(description).split { $0 == "/" || $0 == " " }.map(String.init)
        guard parts.count == 3 else { return nil }
        self.init(component: parts[0], name: parts[1], digest: parts[2])
    }

    package var title: String { "\(component)/\(name)" }

    /// The title and the digest: `messaging/0002_relay 1f0c34a08e5d6b72`.
    package var description: String { "\(title) \(digest)" }
}

extension [Migration] {
    /// Returns the migrations that follow the recorded ones, in the order of the list.
    ///
    /// - Parameter records: Those of each component in their order.
    /// - Throws: `PostgresError(.schemaMismatch)` unless the records of each component are the first of its migrations,
    ///   with equal digests.
    package func pending(after records: [MigrationRecord]) throws -> [Migration] {
        guard Set(map(\.title)).count == count else {
            throw PostgresError(.migration, "two migrations have the same name")
        }
        let own = Dictionary(grouping: self, by: \.component)
        var counts: [String: Int] = [:]
        for record in records {
            let index = counts[record.component, default: 0]
            guard let migrations = own[record.component], index < migrations.count else {
                throw mismatch("\(record.title) is unknown to this program")
            }
            let expected = migrations[index].record
            guard expected.name == record.name else {
                throw mismatch("\(record.title) stands where this program has \(expected.title)")
            }
            guard expected.digest == record.digest else {
                throw mismatch("\(record.title) has another content than in this program")
            }
            counts[record.component] = index + 1
        }
        return filter { migration in
            guard let left = counts[migration.component], left > 0 else { return true }
            counts[migration.component] = left - 1
            return false
        }
    }

    private func mismatch(_ fact: String) -> PostgresError {
        PostgresError(
            .schemaMismatch,
            """
            another version of this program made the schema (\(fact)); nothing was changed. Start that version or a \
            newer one. A database from before the first release cannot be upgraded: make clean-data deletes a local one.
            """)
    }
}
