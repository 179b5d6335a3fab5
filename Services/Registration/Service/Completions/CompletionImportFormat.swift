import Imports
import Primitives
import RegistrationDomain
import Web

/// The columns of an import of past completions. The first line names them; each further line is one completion.
struct CompletionImportFormat: ImportFormat {
    private let email: Int?
    private let person: Int?
    private let course: Int
    private let day: Int
    private let reference: Int?
    private let count: Int

    private static let known: Set = ["personEmail", "personId", "courseCode", "completedOn", "offeringRef"]

    init(header: [String]) throws(Problem) {
        let names = header.map { $0.filter { $0 != " " } }
        if let unknown = names.first(where: { !Self.known.contains($0) }) {
            throw Problem(.csvUnreadable, "There is no column “\(unknown.prefix(50))”.")
        }
        email = names.firstIndex(of: "personEmail")
        person = names.firstIndex(of: "personId")
        guard email != nil || person != nil, let course = names.firstIndex(of: "courseCode"),
            let day = names.firstIndex(of: "completedOn")
        else {
            throw Problem(
                .csvUnreadable, "The first line must name personEmail or personId, courseCode and completedOn.")
        }
        (self.course, self.day) = (course, day)
        reference = names.firstIndex(of: "offeringRef")
        count = names.count
    }

    func read(_ record: CSVReader.Record) throws(ImportReport.Rejected) -> CompletionImportLine {
        func rejected(_ code: String, _ detail: String) -> ImportReport.Rejected {
            .init(line: record.line, code: code, detail: detail)
        }
        guard record.fields.count == count else {
            throw rejected("columnsWrong", "\(record.fields.count) columns instead of \(count)")
        }
        let id = person.map { record.fields[$0] } ?? ""
        let address = email.map { record.fields[$0] } ?? ""
        let named: PersonReference
        if !id.isEmpty {
            guard let id = PersonID(id) else { throw rejected("personUnknown", "personId is not an id") }
            named = .id(id)
        } else {
            guard !address.isEmpty else { throw rejected("personUnknown", "the line has neither an id nor an address") }
            named = .email(address)
        }
        guard let course = CourseCode(record.fields[course]) else {
            throw rejected("courseUnknown", "courseCode is not a code")
        }
        guard let day = Day(record.fields[day]) else { throw rejected("dateInvalid", "completedOn is not a date") }
        let reference = reference.map { record.fields[$0] }.flatMap { $0.isEmpty ? nil : $0 }
        return CompletionImportLine(
            line: record.line, person: named,
            completion: PastCompletion(course: course, completedOn: day, offeringReference: reference))
    }
}
