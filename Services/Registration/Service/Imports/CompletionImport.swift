import FoundationEssentials
import Messaging
import Postgres
import Primitives
import RegistrationDomain
import ServiceKit

/// One line of an import of past completions, with its number in the file.
struct CompletionImportLine: Sendable {
    var line: Int
    var person: PersonReference
    var course: CourseCode
    var completedOn: Day
    var offeringReference: String?
}

enum PersonReference: Hashable, Sendable {
    case id(PersonID)
    case email(String)
}

/// Imports past completions in chunks, each a transaction of its own with its facts: people by id or address, the same completion
/// (person, course, day) only once ever. An imported completion has no registration.
struct CompletionImport: Sendable {
    let store: RegistrationStore
    let importedBy: PersonID
    let instant: Instant

    static let chunkSize = 1000

    func add(_ lines: [CompletionImportLine], to report: inout ImportReport) async throws {
        let (accepted, unchanged, rejected) = try await store.journal.update { unit in
            try await add(lines, in: unit)
        }
        report.accepted += accepted
        report.unchanged += unchanged
        for line in rejected { report.reject(line) }
    }

    private func add(_ lines: [CompletionImportLine], in unit: UnitOfWork) async throws -> (
        Int, Int, [ImportReport.Rejected]
    ) {
        let people = try await people(of: lines, in: unit)
        let courses = Dictionary(
            try await store.courses(from: unit.sql).map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        let today = store.associationDay(instant)
        var rejected: [ImportReport.Rejected] = []
        var records: [CompletionRecord] = []
        var references: [String?] = []
        for line in lines {
            guard let person = people[line.person] else {
                rejected.append(
                    .init(line: line.line, code: "personUnknown", detail: "nobody is known by this id or address"))
                continue
            }
            guard let course = courses[line.course], let edition = course.edition(on: line.completedOn) else {
                rejected.append(
                    .init(line: line.line, code: "courseUnknown", detail: "there is no course \(line.course)"))
                continue
            }
            guard line.completedOn <= today else {
                rejected.append(.init(line: line.line, code: "dateInFuture", detail: "\(line.completedOn) is not over"))
                continue
            }
            records.append(
                CompletionRecord(
                    id: .new(), person: person, course: course.code, edition: edition.id, hours: course.hours,
                    completedOn: line.completedOn, isImported: true))
            references.append(line.offeringReference)
        }
        let new = try await insert(records, references, in: unit)
        for record in records where new.contains(record.id) { store.publishRecorded(record, at: instant, in: unit) }
        return (new.count, records.count - new.count, rejected)
    }

    /// Inserts those that are not there yet, neither imported nor earned in a class.
    private func insert(_ records: [CompletionRecord], _ references: [String?], in unit: UnitOfWork) async throws
        -> Set<CompletionID>
    {
        guard !records.isEmpty else { return [] }
        let rows = try await unit.sql.query(
            """
            INSERT INTO completion (id, person_id, course_code, edition_id, hours, completed_on, imported,
                offering_reference, recorded_by, recorded_at)
            SELECT new.id, new.person, new.course, new.edition, new.hours, new.day, true, nullif(new.reference, ''),
                \(importedBy), \(instant)
            FROM unnest(\(records.map(\.id)), \(records.map(\.person)), \(records.map(\.course)),
                \(records.map(\.edition)), \(records.map(\.hours)), \(records.map(\.completedOn)),
                \(references.map { $0 ?? "" })) AS new (id, person, course, edition, hours, day, reference)
            WHERE NOT EXISTS (SELECT FROM completion c WHERE c.person_id = new.person AND c.course_code = new.course
                AND c.completed_on = new.day AND c.voided_at IS NULL)
            ON CONFLICT DO NOTHING RETURNING id
            """)
        return Set(try rows.map { try $0.value(at: 0, as: CompletionID.self) })
    }

    /// Who is meant; people who were merged are the survivor.
    private func people(of lines: [CompletionImportLine], in unit: UnitOfWork) async throws -> [PersonReference:
        PersonID]
    {
        var ids: Set<PersonID> = []
        var emails: [String: [String]] = [:]
        for line in lines {
            switch line.person {
            case .id(let id): ids.insert(id)
            case .email(let email): emails[EmailKey.of(email), default: []].append(email)
            }
        }
        var people: [PersonReference: PersonID] = [:]
        let known = try await unit.sql.query(
            """
            SELECT asked.id, coalesce(s.survivor_id, asked.id) FROM unnest(\(ids.sorted())) AS asked (id)
            LEFT JOIN person_survivor s ON s.person_id = asked.id
            WHERE EXISTS (SELECT FROM person WHERE id = asked.id)
                OR EXISTS (SELECT FROM profile WHERE person_id = asked.id)
            """)
        for row in known {
            let (asked, survivor) = try row.decode((PersonID, PersonID).self)
            people[.id(asked)] = survivor
        }
        let found = try await unit.sql.query(
            """
            SELECT p.email_key, coalesce(s.survivor_id, p.person_id) FROM profile p
            LEFT JOIN person_survivor s ON s.person_id = p.person_id
            WHERE p.email_key = ANY(\(Array(emails.keys))) ORDER BY s.survivor_id NULLS LAST
            """)
        for row in found {
            let (key, person) = try row.decode((String, PersonID).self)
            for email in emails[key] ?? [] { people[.email(email)] = person }
        }
        return people
    }
}
