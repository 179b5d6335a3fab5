import Contracts
package import Foundation
package import Postgres
package import ServiceKit

/// The migrations that releases froze: the output of `migrate --list` in
/// `Shared/Contracts/Released/<version>/migrations/<service>`.
package enum ReleasedMigrations {
    /// The repository's releases.
    package static var folder: URL {
        URL(filePath: #filePath).appending(path: "../../../../Shared/Contracts/Released").standardized
    }

    /// Checks that no release's migrations were edited, reordered or removed.
    ///
    /// - Returns: The migrations that were added since each release, in the order of the versions' names.
    /// - Throws: `PostgresError(.schemaMismatch)`, which names the first difference.
    @discardableResult
    package static func check(
        _ definition: ServiceDefinition, in folder: URL = ReleasedMigrations.folder
    ) throws -> [[Migration]] {
        let releases = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return try releases.sorted().compactMap { version in
            let file = folder.appending(path: "\(version)/migrations/\(definition.name.rawValue)")
            guard FileManager.default.fileExists(atPath: file.path) else { return nil }
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            let records = lines.compactMap { MigrationRecord($0) }
            guard records.count == lines.count else { throw CocoaError(.fileReadCorruptFile) }
            return try definition.allMigrations.pending(after: records)
        }
    }
}
