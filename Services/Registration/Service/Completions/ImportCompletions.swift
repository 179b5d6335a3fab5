import Contracts
import Imports
import Messaging
import Primitives
import RegistrationDomain

/// A line of an import of past completions, with its number in the file.
struct CompletionImportLine: Sendable {
    var line: Int
    var person: PersonReference
    var completion: PastCompletion
}

/// Imports past completions. A person's completion of a course on a day is recorded only once.
struct ImportCompletions: Sendable {
    struct Command: Sendable {
        var lines: [CompletionImportLine]
        var by: PersonID
    }

    struct Result: Sendable {
        var accepted = 0
        var unchanged = 0
        var rejected: [ImportReport.Rejected] = []
    }

    /// The number of lines that one transaction imports.
    static let chunkSize = 1000

    let courses: CourseRepository
    let completions: CompletionRepository
    let people: PersonReferenceRepository
    let policies: Policies

    func callAsFunction(_ command: Command, at now: Instant, in unit: UnitOfWork) async throws -> Result {
        let people = try await people.find(Set(command.lines.map(\.person)), from: unit.sql)
        let catalogue = Dictionary(
            try await courses.list(from: unit.sql).map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        let today = policies.associationDay(now)
        var result = Result()
        var read: [Completion] = []
        for line in command.lines {
            do throws(PastCompletionRejection) {
                read.append(
                    try line.completion.completion(
                        of: people[line.person], in: catalogue, as: .new(),
                        recording: Completion.Recording(by: command.by, at: now), today: today))
            } catch {
                result.rejected.append(error.rejected(line.line))
            }
        }
        let new = try await completions.insertNew(read, in: unit)
        for completion in new { unit.publish(.completionRecorded, completion, at: now) }
        result.accepted = new.count
        result.unchanged = read.count - new.count
        return result
    }
}

extension PastCompletionRejection {
    fileprivate func rejected(_ line: Int) -> ImportReport.Rejected {
        switch self {
        case .personUnknown:
            .init(line: line, code: "personUnknown", detail: "no person is known by this id or address")
        case .courseUnknown(let code):
            .init(line: line, code: "courseUnknown", detail: "there is no course \(code)")
        case .dateInFuture(let day): .init(line: line, code: "dateInFuture", detail: "\(day) is in the future")
        }
    }
}
