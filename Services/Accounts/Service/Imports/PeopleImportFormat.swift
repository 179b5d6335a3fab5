import AccountsDomain
import Imports
import JSONSchema
import JSONTree
import Primitives
import Web

/// The format of `POST /v1/imports/people`: the first line names the columns, each further line is a person.
struct PeopleImportFormat: ImportFormat {
    struct Entry: Sendable, Hashable {
        let email: EmailAddress
        let profile: Profile
        let kind: Person.Kind
    }

    private static let needed = ["email", "givenName", "familyName", "kind"]
    private static let known = needed + ["homeState", "swornOfficer"]
    private let columns: [String: Int]

    init(header: [String]) throws(Problem) {
        guard Set(header).count == header.count, Self.needed.allSatisfy(header.contains),
            header.allSatisfy(Self.known.contains)
        else { throw Problem(.csvUnreadable, "The first line must name email, givenName, familyName and kind.") }
        columns = Dictionary(uniqueKeysWithValues: header.enumerated().map { ($1, $0) })
    }

    func read(_ record: CSVReader.Record) throws(ImportReport.Rejected) -> Entry {
        func rejected(_ code: String, _ detail: String) -> ImportReport.Rejected {
            .init(line: record.line, code: code, detail: detail)
        }
        guard record.fields.count == columns.count else {
            throw rejected("columnsWrong", "\(record.fields.count) columns instead of \(columns.count)")
        }
        func value(_ name: String) -> String {
            columns[name].map { record.fields[$0].trimmed } ?? ""
        }
        guard let email = EmailAddress(value("email")), email.text.utf8.count <= 254,
            Schema.email.validate(.string(email.text)).isEmpty
        else {
            throw rejected("emailInvalid", "email is not an e-mail address")
        }
        for name in ["givenName", "familyName"] where !Schema.name.validate(.string(value(name))).isEmpty {
            throw rejected("nameInvalid", "\(name) is empty, too long or not one line of text")
        }
        guard let kind = Person.Kind(rawValue: value("kind")) else {
            throw rejected("kindInvalid", "kind must be registrant or member")
        }
        let state = value("homeState")
        guard state.isEmpty || Schema.state.validate(.string(state)).isEmpty else {
            throw rejected("homeStateInvalid", "homeState must be two capital letters")
        }
        guard
            let sworn = ["": false, "true": true, "false": false, "1": true, "0": false, "yes": true, "no": false][
                value("swornOfficer").lowercased()]
        else { throw rejected("swornOfficerInvalid", "swornOfficer must be true or false") }
        return Entry(
            email: email,
            profile: Profile(
                givenName: value("givenName"), familyName: value("familyName"), email: email.text,
                homeState: state.isEmpty ? nil : state, isSwornOfficer: sworn), kind: kind)
    }
}
