import AccountsDomain
import JSONSchema
import Primitives
import ServiceKit

/// The lines of `POST /v1/imports/people`, each judged by itself: pure, so a table of cases tests it.
struct PeopleImport: Sendable {
    struct Entry: Sendable, Hashable {
        let line: Int
        let email: EmailAddress
        let profile: Profile
        let kind: Person.Kind
    }

    struct Rejected: Codable, Sendable, Hashable {
        let line: Int
        let code: String
        let detail: String

        static let schema = Schema.object(
            .required("line", .integer(min: 1)), .required("code", .string()),
            .required("detail", .string(maxLength: 1000)))
    }

    enum Line: Sendable, Hashable {
        case entry(Entry)
        case rejected(Rejected)
    }

    private static let needed = ["email", "givenName", "familyName", "kind"]
    private static let known = needed + ["homeState", "swornOfficer"]
    private let columns: [String: Int]

    /// Reads the header line; nil unless it has the columns asked for and no others.
    init?(header: [String]) {
        guard Set(header).count == header.count, Self.needed.allSatisfy(header.contains),
            header.allSatisfy(Self.known.contains)
        else { return nil }
        columns = Dictionary(uniqueKeysWithValues: header.enumerated().map { ($1, $0) })
    }

    func read(_ record: CSVReader.Record) -> Line {
        func refuse(_ code: String, _ detail: String) -> Line {
            .rejected(Rejected(line: record.line, code: code, detail: detail))
        }
        guard record.fields.count == columns.count else {
            return refuse("columnsMismatch", "has \(record.fields.count) fields, the header has \(columns.count)")
        }
        func value(_ name: String) -> String {
            columns[name].map { record.fields[$0].trimmed } ?? ""
        }
        guard let email = EmailAddress(value("email")), email.text.utf8.count <= 254,
            Schema.email.validate(.string(email.text)).isEmpty
        else {
            return refuse("emailInvalid", "email is no address")
        }
        for name in ["givenName", "familyName"] where !Schema.name.validate(.string(value(name))).isEmpty {
            return refuse("nameInvalid", "\(name) is empty, too long or not one line of text")
        }
        guard let kind = Person.Kind(rawValue: value("kind")) else {
            return refuse("kindInvalid", "kind must be registrant or member")
        }
        let state = value("homeState")
        guard state.isEmpty || Schema.state.validate(.string(state)).isEmpty else {
            return refuse("homeStateInvalid", "homeState must be two capital letters")
        }
        guard
            let sworn = ["": false, "true": true, "false": false, "1": true, "0": false, "yes": true, "no": false][
                value("swornOfficer").lowercased()]
        else { return refuse("swornOfficerInvalid", "swornOfficer must be true or false") }
        return .entry(
            Entry(
                line: record.line, email: email,
                profile: Profile(
                    givenName: value("givenName"), familyName: value("familyName"), email: email.text,
                    homeState: state.isEmpty ? nil : state, isSwornOfficer: sworn), kind: kind))
    }
}
