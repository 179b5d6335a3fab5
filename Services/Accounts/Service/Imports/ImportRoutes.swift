import Imports
import JSONTree
import Messaging
import Primitives
import UseCases
import Web

/// The import of persons from a CSV file, some hundreds in each transaction. The same file again changes nothing.
struct ImportRoutes: Sendable {
    private static let groupSize = 500

    let journal: Journal
    let add: ImportPeople
    let audit: AuditRepository

    init(_ parts: AccountsParts) {
        journal = parts.journal
        add = ImportPeople(
            people: PersonRepository(database: parts.database), accounts: AccountRepository(database: parts.database))
        audit = AuditRepository(database: parts.database)
    }

    var people: Operation {
        Operation(
            "Import persons",
            description: "Columns: email, givenName, familyName, kind, and optionally homeState, swornOfficer. "
                + "Imported persons have no password; they set one by a mailed reset. " + ImportReport.description,
            access: .staff, body: .binary(limit: 256 << 20, types: ["text/csv"]),
            answers: [.ok(ImportReport.schema)], problems: [.csvUnreadable], rate: .heavy
        ) { call in
            let staff = try call.signedIn().personID
            let report = try await call.importLines(PeopleImportFormat.self, inChunksOf: Self.groupSize) {
                entries, report in
                let added = try await journal.update(trace: call.trace) { unit in
                    try await add(entries, at: call.now, in: unit)
                }
                report.accepted += added
                report.unchanged += entries.count - added
            }
            try await journal.update(trace: call.trace) { unit in
                audit.insert(
                    AuditEntry(
                        at: call.now, actor: staff, action: "people.imported",
                        details: ["accepted": .integer(report.accepted), "unchanged": .integer(report.unchanged)]),
                    in: unit)
            }
            return try .ok(report)
        }
    }
}
