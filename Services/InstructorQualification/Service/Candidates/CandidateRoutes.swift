import HTTP
import Idempotency
import InstructorQualificationDomain
import Messaging
import Primitives
import UseCases
import Web

/// Candidates, their Qualifying Instructor and their window (H13, H19).
struct CandidateRoutes: Sendable {
    let journal: Journal
    let policies: Policies
    let candidates: CandidateRepository
    let find: FindCandidate
    let assign: AssignQualifyingInstructor
    let extend: ExtendCandidacy

    init(_ parts: InstructorQualificationParts) {
        (journal, policies) = (parts.journal, parts.policies)
        candidates = CandidateRepository(database: parts.database)
        find = FindCandidate(candidates: candidates)
        assign = AssignQualifyingInstructor(
            candidates: candidates, people: PersonRepository(database: parts.database))
        extend = ExtendCandidacy(candidates: candidates)
    }

    var list: Operation {
        Operation(
            "List the candidates, oldest first", access: .roles(Principal.reviewerRoles), query: .paging,
            answers: [.page(of: CandidateDTO.self)], problems: [.cursorInvalid]
        ) { call in
            let limit = try call.limit()
            let page = try await candidates.list(
                after: try call.cursor()?.values(Instant.self, CandidateID.self), limit: limit)
            let today = policies.day(of: call.now)
            return try .ok(
                Page(page, limit: limit, item: { CandidateDTO($0, on: today) }) { Cursor($0.createdAt, $0.id) })
        }
    }

    var one: Operation {
        Operation("Show a candidate", access: .signedIn, answers: [.ok(CandidateDTO.self)]) { call in
            try answer(try await find(try call.path("id"), for: try call.signedIn()), call)
        }
    }

    var own: Operation {
        Operation(
            "Show the caller's own candidacy: what is missing, and by when", access: .signedIn,
            answers: [.ok(CandidateDTO.self)], problems: [.notFound]
        ) { call in
            try answer(try await find.own(try call.signedIn().personID), call)
        }
    }

    var qualifyingInstructor: Operation {
        Operation(
            "Assign the Qualifying Instructor", access: .roles(.trainingDirector),
            body: .json(QualifyingInstructorDTO.self), answers: [.ok(CandidateDTO.self)],
            problems: [.qualifyingInstructorUnfit]
        ) { call in
            let command = AssignQualifyingInstructor.Command(
                candidate: try call.path("id"), match: call.versionMatch(),
                instructor: try call.decode(QualifyingInstructorDTO.self).personId,
                by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                try answer(try await assign(command, at: call.now, in: unit), call)
            }
        }
    }

    var windowExtension: Operation {
        Operation(
            "Give the candidate more time", access: .roles(.trainingDirector), body: .json(ExtensionDTO.self),
            answers: [.ok(CandidateDTO.self)], problems: [.extensionNotLater], idempotent: true
        ) { call in
            let new: ExtensionDTO = try call.decode()
            let command = ExtendCandidacy.Command(
                candidate: try call.path("id"), match: call.versionMatch(), until: new.until, reason: new.reason,
                by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                try answer(try await extend(command, at: call.now, in: unit), call)
            }
        }
    }

    private func answer(_ candidate: Candidate, _ call: Call) throws -> Response {
        try .ok(CandidateDTO(candidate, on: policies.day(of: call.now)), version: candidate.version)
    }
}

extension ProblemCode {
    static let qualifyingInstructorUnfit = ProblemCode(
        "qualifyingInstructorUnfit", "This person cannot be the candidate's Qualifying Instructor.")
    static let extensionNotLater = ProblemCode(
        "extensionNotLater", "An extension must end after the candidate's window.")
}

extension CandidateRejection: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .alreadyInProcess: Problem(.alreadyCandidate, "The applicant is in the process already.")
        case .ownQualifyingInstructor:
            Problem(.qualifyingInstructorUnfit, "A candidate cannot be their own Qualifying Instructor.")
        case .personUnknown: Problem(.qualifyingInstructorUnfit, "There is no such person.")
        case .extensionNotLater: Problem(.extensionNotLater)
        }
    }
}
