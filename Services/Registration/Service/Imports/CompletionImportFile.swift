import Primitives
import RegistrationDomain
import ServiceKit

/// The import's CSV: the first line names the columns, every other is one completion. Lines that say nothing usable become faults.
struct CompletionImportFile {
    private struct Columns {
        var email: Int?
        var person: Int?
        var course: Int
        var day: Int
        var reference: Int?
        var count: Int
    }

    private var reader = CSVReader()
    private var columns: Columns?
    private var lines: [CompletionImportLine] = []

    /// The file stopped being CSV: nothing behind that line is read.
    private var isUnreadable = false

    /// Takes a piece of the file.
    ///
    /// - Throws: `Problem` when the first line does not name the columns; later trouble is a fault of its line.
    mutating func read(_ piece: [UInt8], _ outcome: inout CompletionImport.Outcome) throws(Problem) {
        try take(&outcome) { reader, rows throws(CSVReader.Failure) in try reader.feed(piece, into: &rows) }
    }

    mutating func finish(_ outcome: inout CompletionImport.Outcome) throws(Problem) {
        try take(&outcome) { reader, rows throws(CSVReader.Failure) in try reader.finish(into: &rows) }
        guard columns != nil else { throw Problem(.csvUnreadable, "The file is empty.") }
    }

    private mutating func take(
        _ outcome: inout CompletionImport.Outcome,
        _ read: (inout CSVReader, inout [CSVReader.Record]) throws(CSVReader.Failure) -> Void
    ) throws(Problem) {
        guard !isUnreadable else { return }
        var rows: [CSVReader.Record] = []
        var failure: CSVReader.Failure?
        do throws(CSVReader.Failure) { try read(&reader, &rows) } catch { failure = error }
        try take(rows, &outcome)
        guard let failure else { return }
        guard columns != nil else { throw Problem(.csvUnreadable, failure.description) }
        isUnreadable = true
        outcome.reject(
            .init(
                line: failure.line, code: "unreadable",
                detail: "\(failure.reason.rawValue); nothing behind this line was read"))
    }

    /// The next chunk, when there is a full one; at the end what is left.
    mutating func next(atEnd: Bool = false) -> [CompletionImportLine]? {
        guard lines.count >= CompletionImport.chunkSize || atEnd && !lines.isEmpty else { return nil }
        defer { lines.removeFirst(min(lines.count, CompletionImport.chunkSize)) }
        return Array(lines.prefix(CompletionImport.chunkSize))
    }

    private mutating func take(
        _ rows: [CSVReader.Record], _ outcome: inout CompletionImport.Outcome
    ) throws(Problem) {
        for row in rows {
            guard let columns else {
                columns = try Self.columns(row)
                continue
            }
            switch Self.line(row, columns) {
            case .success(let line): lines.append(line)
            case .failure(let fault): outcome.reject(fault.fault)
            }
        }
    }

    private static func columns(_ row: CSVReader.Record) throws(Problem) -> Columns {
        let names = row.fields.map { $0.filter { $0 != " " } }
        let known: Set = ["personEmail", "personId", "courseCode", "completedOn", "offeringRef"]
        if let stranger = names.first(where: { !known.contains($0) }) {
            throw Problem(.csvUnreadable, "Line \(row.line): there is no column “\(stranger.prefix(50))”.")
        }
        let email = names.firstIndex(of: "personEmail")
        let person = names.firstIndex(of: "personId")
        guard email != nil || person != nil, let course = names.firstIndex(of: "courseCode"),
            let day = names.firstIndex(of: "completedOn")
        else {
            throw Problem(
                .csvUnreadable,
                "Line \(row.line): the columns are personEmail or personId, courseCode and completedOn.")
        }
        return Columns(
            email: email, person: person, course: course, day: day, reference: names.firstIndex(of: "offeringRef"),
            count: names.count)
    }

    private struct LineFault: Error {
        var fault: CompletionImportFault
    }

    private static func line(_ row: CSVReader.Record, _ columns: Columns) -> Result<CompletionImportLine, LineFault> {
        func fault(_ code: String, _ detail: String) -> Result<CompletionImportLine, LineFault> {
            .failure(LineFault(fault: .init(line: row.line, code: code, detail: detail)))
        }
        guard row.fields.count == columns.count else {
            return fault("columnsWrong", "\(row.fields.count) columns instead of \(columns.count)")
        }
        let id = columns.person.map { row.fields[$0] } ?? ""
        let email = columns.email.map { row.fields[$0] } ?? ""
        let person: PersonReference
        if !id.isEmpty {
            guard let id = PersonID(id) else { return fault("personUnknown", "personId is no id") }
            person = .id(id)
        } else {
            guard !email.isEmpty else { return fault("personUnknown", "there is neither id nor address") }
            person = .email(email)
        }
        guard let course = CourseCode(row.fields[columns.course]) else {
            return fault("courseUnknown", "courseCode is no code")
        }
        guard let day = Day(row.fields[columns.day]) else { return fault("dateInvalid", "completedOn is no date") }
        return .success(
            CompletionImportLine(
                line: row.line, person: person, course: course, completedOn: day,
                offeringReference: columns.reference.map { row.fields[$0] }))
    }
}
