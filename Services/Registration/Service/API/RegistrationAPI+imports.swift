import HTTP
import Imports
import JSONSchema
import Primitives
import RegistrationDomain
import UseCases
import Web

/// The import of completions from before.
extension RegistrationAPI {
    var importEndpoints: [Endpoint] {
        [
            Endpoint(
                "POST", "/v1/imports/completions",
                "Import past completions: `personEmail|personId,courseCode,completedOn,offeringRef?`",
                description: ImportReport.description,
                access: .staff, body: .binary(limit: 256 << 20, types: ["text/csv"]),
                answers: [.ok(ImportReport.schema)], problems: [.csvUnreadable], rate: .heavy
            ) { call in
                let importer = CompletionImport(
                    store: store, importedBy: try call.signedIn().personID, instant: call.now)
                return try .ok(
                    try await call.importLines(
                        CompletionImportFormat.self, inChunksOf: CompletionImport.chunkSize, importer.add))
            }
        ]
    }
}
