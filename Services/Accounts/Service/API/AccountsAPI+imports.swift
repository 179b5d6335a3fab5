import AccountsDomain
import HTTP
import JSONSchema
import Messaging
import Primitives
import ServiceKit

/// People from a CSV file, read while it arrives, written some hundreds at a time. Sending the same file again changes
/// nothing: known addresses are left as they are.
extension AccountsAPI {
    var importEndpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/v1/imports/people", "Import people",
                description: "Columns: email, givenName, familyName, kind, and if wanted homeState, swornOfficer. "
                    + "Imported people have no password; they set one by a mailed reset.",
                access: .staff, body: .binary(limit: 256 << 20, types: ["text/csv"]),
                answers: [.ok(ImportDTO.schema)], problems: [.csvUnreadable], rate: .heavy, handler: importPeople)
        ]
    }

    private static let groupSize = 500

    private func importPeople(_ call: Call) async throws -> Response {
        let staff = try call.signedIn().personID
        var stream = call.stream()
        var reader = CSVReader()
        var people: PeopleImport?
        var group: [PeopleImport.Entry] = []
        var result = ImportDTO()

        func take(_ records: [CSVReader.Record]) async throws {
            for record in records {
                guard let known = people else {
                    guard let header = PeopleImport(header: record.fields) else {
                        throw Problem(.csvUnreadable, "The first line must name email, givenName, familyName and kind.")
                    }
                    people = header
                    continue
                }
                switch known.read(record) {
                case .entry(let entry): group.append(entry)
                case .rejected(let rejected): result.reject(rejected)
                }
                if group.count == Self.groupSize { try await write() }
            }
        }
        func write() async throws {
            let entries = group
            let added = try await journal.update(trace: call.trace) { [self] unit in
                try await store.addImported(entries, at: call.now, unit)
            }
            result.accepted += added
            result.unchanged += entries.count - added
            group.removeAll(keepingCapacity: true)
        }

        do {
            while let piece = try await stream.next() {
                var records: [CSVReader.Record] = []
                try reader.feed(piece, into: &records)
                try await take(records)
            }
            var last: [CSVReader.Record] = []
            try reader.finish(into: &last)
            try await take(last)
        } catch let failure as CSVReader.Failure {
            throw Problem(.csvUnreadable, failure.description)
        }
        guard people != nil else { throw Problem(.csvUnreadable, "The file is empty.") }
        if !group.isEmpty { try await write() }
        let (accepted, unchanged) = (result.accepted, result.unchanged)
        try await journal.update(trace: call.trace) { [self] unit in
            store.audit(
                AuditEntry(
                    at: call.now, actor: staff, action: "people.imported",
                    details: ["accepted": .integer(accepted), "unchanged": .integer(unchanged)]), unit)
        }
        return try .ok(result)
    }
}

struct ImportDTO: Encodable, Sendable {
    var accepted = 0
    var unchanged = 0
    var rejected: [PeopleImport.Rejected] = []

    static let schema = Schema.object(
        .required("accepted", .integer(min: 0)), .required("unchanged", .integer(min: 0)),
        .required("rejected", .array(PeopleImport.Rejected.schema)))

    /// As many as an answer shows; a file with more is the wrong file.
    mutating func reject(_ line: PeopleImport.Rejected) {
        if rejected.count < Schema.defaultMaxItems { rejected.append(line) }
    }
}
