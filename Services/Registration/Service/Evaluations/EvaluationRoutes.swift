import HTTP
import Idempotency
import JSONTree
import Messaging
import Primitives
import RegistrationDomain
import UseCases
import Web

/// Evaluations of classes and their instructors, from the first day attended on (F2, F7).
struct EvaluationRoutes: Sendable {
    let journal: Journal
    let find: FindEvaluation
    let file: FileEvaluation

    init(_ parts: RegistrationParts) {
        journal = parts.journal
        let evaluations = EvaluationRepository(database: parts.database)
        let summaries = EvaluationSummaryRepository(database: parts.database)
        find = FindEvaluation(
            offerings: OfferingRepository(database: parts.database),
            registrations: RegistrationRepository(database: parts.database), access: OfferingAccess(),
            evaluations: evaluations, summaries: summaries)
        file = FileEvaluation(
            seats: SeatParts(parts).books, find: find, evaluations: evaluations,
            completions: CompletionRepository(database: parts.database),
            updateAverages: UpdateAverages(policies: parts.policies, summaries: summaries))
    }

    var filing: Operation {
        Operation(
            "Evaluate the class", access: .signedIn, body: .json(NewEvaluationDTO.self),
            answers: [.ok(EvaluationDTO.self)], problems: [.evaluationNotOpen, .notInstructors]
        ) { call in
            let new: NewEvaluationDTO = try call.decode()
            let command = FileEvaluation.Command(
                registration: try call.path("id"), match: call.versionMatch(), answers: new.answers.ratings,
                comment: new.comment, ratings: (new.instructors ?? []).map(\.value), by: try call.signedIn())
            return try await journal.transact(call) { unit in
                let evaluation = try await file(command, at: call.now, in: unit)
                return try .ok(EvaluationDTO(evaluation), version: evaluation.version)
            }
        }
    }

    var own: Operation {
        Operation("Show one's own evaluation", access: .signedIn, answers: [.ok(EvaluationDTO.self)]) { call in
            let evaluation = try await find(try call.path("id"), for: try call.signedIn())
            return try .ok(EvaluationDTO(evaluation), version: evaluation.version)
        }
    }

    var summary: Operation {
        Operation(
            "Show the averages of a class's evaluations, from five evaluations on",
            description:
                "Averages and comments change only after every five evaluations, new or corrected, so that two "
                + "averages do not disclose one person's evaluation; `answers` is the number at present.",
            access: .signedIn, answers: [.ok(EvaluationSummaryDTO.self)]
        ) { call in
            let summary = try await find.summary(of: try call.path("id"), for: try call.signedIn())
            return try .ok(EvaluationSummaryDTO(summary))
        }
    }
}

extension ProblemCode {
    static let evaluationNotOpen = ProblemCode("evaluationNotOpen", "The evaluation opens with the first day attended")
    static let notInstructors = ProblemCode("notInstructors", "Some of the rated persons do not teach the class")
}

extension EvaluationRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .notOpen: Problem(.evaluationNotOpen)
        case .notInstructors(let ids):
            Problem(
                .notInstructors, "Only the lead instructor and persons with a teaching seat in the class are rated.",
                extensions: ["personIds": .array(ids.map { .string($0.description) })])
        }
    }
}
