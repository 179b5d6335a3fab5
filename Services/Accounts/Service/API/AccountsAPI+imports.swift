import AccountsDomain
import HTTP
import Imports
import JSONSchema
import JSONTree
import Messaging
import Primitives
import UseCases
import Web

/// People from a CSV file, written some hundreds at a time. Sending the same file again changes nothing: known addresses are
/// left as they are.
extension AccountsAPI {
    var importEndpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/v1/imports/people", "Import people",
                description: "Columns: email, givenName, familyName, kind, and if wanted homeState, swornOfficer. "
                    + "Imported people have no password; they set one by a mailed reset. " + ImportReport.description,
                access: .staff, body: .binary(limit: 256 << 20, types: ["text/csv"]),
                answers: [.ok(ImportReport.schema)], problems: [.csvUnreadable], rate: .heavy, handler: importPeople)
        ]
    }

    private static let groupSize = 500

    private func importPeople(_ call: Call) async throws -> Response {
        let staff = try call.signedIn().personID
        let report = try await call.importLines(PeopleImport.self, inChunksOf: Self.groupSize) { entries, report in
            let added = try await journal.update(trace: call.trace) { [self] unit in
                try await store.addImported(entries, at: call.now, unit)
            }
            report.accepted += added
            report.unchanged += entries.count - added
        }
        try await journal.update(trace: call.trace) { [self] unit in
            store.audit(
                AuditEntry(
                    at: call.now, actor: staff, action: "people.imported",
                    details: ["accepted": .integer(report.accepted), "unchanged": .integer(report.unchanged)]), unit)
        }
        return try .ok(report)
    }
}
