import HTTP
import JSONSchema
import Primitives
import RegistrationDomain
import ServiceKit

struct ImportDTO: Codable, Sendable {
    struct Rejected: Codable, Sendable {
        var line: Int
        var code: String
        var detail: String
    }

    var accepted: Int
    var unchanged: Int
    /// All that were not taken; `rejected` tells of the first of them.
    var rejectedCount: Int
    var rejected: [Rejected]

    static let schema = Schema.object(
        .required("accepted", .integer(min: 0)), .required("unchanged", .integer(min: 0)),
        .required("rejectedCount", .integer(min: 0)),
        .required(
            "rejected",
            .array(
                .object(
                    .required("line", .integer(min: 1)), .required("code", .string()), .required("detail", .string())),
                max: CompletionImport.Outcome.mostFaults)))
}

/// The import of completions from before.
extension RegistrationAPI {
    var importEndpoints: [Endpoint] {
        [
            Endpoint(
                "POST", "/v1/imports/completions",
                "Import past completions: `personEmail|personId,courseCode,completedOn,offeringRef?`",
                description:
                    "The first line names the columns. A line that cannot be taken is reported with its number and stops no other; "
                    + "of many, the first \(CompletionImport.Outcome.mostFaults) are.",
                access: .staff, body: .binary(limit: 256 << 20, types: ["text/csv"]),
                answers: [.ok(ImportDTO.schema)], problems: [.csvUnreadable], rate: .heavy
            ) { call in
                let principal = try call.signedIn()
                var outcome = CompletionImport.Outcome()
                var file = CompletionImportFile()
                var stream = call.stream()
                let importer = CompletionImport(
                    store: store, importedBy: principal.personID, instant: call.now)
                while let piece = try await stream.next() {
                    try file.read(piece, &outcome)
                    while let lines = file.next() { try await importer.add(lines, to: &outcome) }
                }
                try file.finish(&outcome)
                while let lines = file.next(atEnd: true) { try await importer.add(lines, to: &outcome) }
                return try .ok(
                    ImportDTO(
                        accepted: outcome.accepted, unchanged: outcome.unchanged, rejectedCount: outcome.rejected,
                        rejected: outcome.faults.sorted { $0.line < $1.line }
                            .map { .init(line: $0.line, code: $0.code, detail: $0.detail) }))
            }
        ]
    }
}
