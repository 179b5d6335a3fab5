import HTTP
import Idempotency
import Imports
import JSONTree
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// Completions of classes, and the import of past ones (F1).
struct CompletionRoutes: Sendable {
    let journal: Journal
    let record: RecordCompletions
    let void: VoidCompletion
    let importCompletions: ImportCompletions

    init(_ parts: RegistrationParts) {
        journal = parts.journal
        let completions = CompletionRepository(database: parts.database)
        let courses = CourseRepository(database: parts.database)
        record = RecordCompletions(
            courses: courses, offerings: OfferingRepository(database: parts.database), access: OfferingAccess(),
            completions: completions, policies: parts.policies, mail: OfferingMail(outbox: parts.mail))
        void = VoidCompletion(completions: completions)
        importCompletions = ImportCompletions(
            courses: courses, completions: completions, people: PersonReferenceRepository(), policies: parts.policies)
    }

    var recording: Operation {
        Operation(
            "Record completions of some registrations, or of all that qualify", access: .signedIn,
            body: .json(CompletionRequestDTO.self, limit: 8 << 20), answers: [.ok(CompletedDTO.self)],
            problems: [.offeringCancelled, .offeringNotOver], idempotent: true
        ) { call in
            let command = RecordCompletions.Command(
                offering: try call.path("id"),
                registrations: try call.decode(CompletionRequestDTO.self).registrationIds,
                by: try call.signedIn())
            return try await journal.transact(call) { unit in
                try .ok(CompletedDTO(try await record(command, at: call.now, in: unit)))
            }
        }
    }

    var voiding: Operation {
        Operation(
            "Void a completion that was recorded in error", access: .staff, body: .json(ReasonDTO.schema),
            answers: [.ok(CompletionDTO.self)], problems: [.alreadyVoided]
        ) { call in
            let command = VoidCompletion.Command(
                completion: try call.path("id"), match: call.versionMatch(),
                reason: try call.decode(ReasonDTO.self).reason, by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                let completion = try await void(command, at: call.now, in: unit)
                return try .ok(CompletionDTO(completion), version: completion.version)
            }
        }
    }

    var importing: Operation {
        Operation(
            "Import past completions: `personEmail|personId,courseCode,completedOn,offeringRef?`",
            description: ImportReport.description, access: .staff,
            body: .binary(limit: 256 << 20, types: ["text/csv"]), answers: [.ok(ImportReport.schema)],
            problems: [.csvUnreadable], rate: .heavy
        ) { call in
            let person = try call.signedIn().personID
            let report = try await call.importLines(
                CompletionImportFormat.self, inChunksOf: ImportCompletions.chunkSize
            ) { lines, report in
                let command = ImportCompletions.Command(lines: lines, by: person)
                let result = try await journal.update { unit in
                    try await importCompletions(command, at: call.now, in: unit)
                }
                report.accepted += result.accepted
                report.unchanged += result.unchanged
                for line in result.rejected { report.reject(line) }
            }
            return try .ok(report)
        }
    }
}

extension ProblemCode {
    static let offeringNotOver = ProblemCode("offeringNotOver", "The class's last day has not begun at the venue")
    static let notRegistered = ProblemCode("notRegistered", "The registration has no seat in the class")
    static let kindEarnsNoCompletion = ProblemCode(
        "kindEarnsNoCompletion", "This kind of registration earns no completion")
    static let attendanceIncomplete = ProblemCode("attendanceIncomplete", "The person attended too few days")
    static let alreadyCompleted = ProblemCode("alreadyCompleted", "The completion is already recorded")
    static let alreadyVoided = ProblemCode("alreadyVoided", "The completion is already voided")
}

extension CompletionRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .offeringNotOver(let day): Problem(.offeringNotOver, "Its last day is \(day).")
        case .offeringCancelled: Problem(.offeringCancelled)
        case .notRegistered: Problem(.notRegistered)
        case .kindEarnsNoCompletion(let kind): Problem(.kindEarnsNoCompletion, "The kind is \(kind.rawValue).")
        case .attendanceIncomplete(let attended, let needed):
            Problem(.attendanceIncomplete, "\(attended) of \(needed) days were attended.")
        case .alreadyCompleted: Problem(.alreadyCompleted)
        }
    }
}

extension AlreadyVoided: ProblemConvertible {
    var problem: Problem { Problem(.alreadyVoided) }
}
