import HTTP
import InstructorQualificationDomain
import JSONSchema
import JSONTree
import Messaging
import PersonMerges
import Postgres
import Primitives
import ServiceKit

extension InstructorQualificationAPI {
    var candidateEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/candidates", "Candidates, oldest first", access: .roles(Self.reviewerRoles), query: .paging,
                answers: [.page(of: CandidateDTO.schema)], problems: [.cursorInvalid]
            ) { [self] call in
                let limit = try call.limit()
                let after = try call.cursor()?.values(Instant.self, CandidateID.self)
                let records = try await candidates.list(after: after, limit: limit)
                return try .ok(
                    Page(records, limit: limit, item: { CandidateDTO($0, on: today(call)) }) {
                        Cursor($0.createdAt, $0.id)
                    })
            },
            Endpoint(
                .get, "/v1/candidates/{id}", "A candidate", access: .signedIn, answers: [.ok(CandidateDTO.schema)]
            ) { [self] call in
                let principal = try call.signedIn()
                guard let record = try await candidates.find(try call.path("id")) else { throw Problem.notFound }
                if !isReviewer(principal) {
                    let own = try await PersonMerges.isSamePerson(
                        principal.personID, record.personID, from: applications.database)
                    guard own else { throw Problem.notFound }
                }
                return try .ok(CandidateDTO(record, on: today(call)), version: record.version)
            },
            Endpoint(
                .get, "/v1/me/candidacy", "Where I am, what is missing, by when", access: .signedIn,
                answers: [.ok(CandidateDTO.schema)], problems: [.notFound]
            ) { [self] call in
                guard
                    let record = try await candidates.candidacy(
                        of: try call.signedIn().personID, from: candidates.database)
                else {
                    throw Problem.notFound("You are not a candidate.")
                }
                return try .ok(CandidateDTO(record, on: today(call)), version: record.version)
            },
            Endpoint(
                .put, "/v1/candidates/{id}/qi", "Assign the Qualifying Instructor", access: .roles(.trainingDirector),
                body: .json(QualifyingInstructorRequest.schema), answers: [.ok(CandidateDTO.schema)],
                problems: [.qualifyingInstructorUnfit]
            ) { [self] call in
                let request = try call.decode(QualifyingInstructorRequest.self)
                let director = try call.signedIn().personID
                return try await change(call) { [self] record, unit in
                    let same = try await PersonMerges.isSamePerson(
                        request.personId, record.personID, from: unit.sql)
                    guard !same else {
                        throw Problem(.qualifyingInstructorUnfit, "Nobody is their own Qualifying Instructor.")
                    }
                    guard try await applicants.isKnown(request.personId, from: unit.sql) else {
                        throw Problem(.qualifyingInstructorUnfit, "There is no such person.")
                    }
                    try await candidates.assign(request.personId, to: record, by: director, at: call.now, in: unit.sql)
                }
            },
            Endpoint(
                .post, "/v1/candidates/{id}/extensions", "Give more time", access: .roles(.trainingDirector),
                body: .json(ExtensionRequest.schema), answers: [.ok(CandidateDTO.schema)],
                problems: [.extensionNotLater], idempotent: true
            ) { [self] call in
                let request = try call.decode(ExtensionRequest.self)
                let director = try call.signedIn().personID
                return try await change(call) { [candidates] record, unit in
                    guard request.until > record.window.dueOn else { throw Problem(.extensionNotLater) }
                    try await candidates.extend(
                        record, until: request.until, reason: request.reason, by: director, at: call.now, in: unit)
                }
            },
        ]
    }

    private func change(
        _ call: Call, _ body: @escaping @Sendable (CandidateStore.Record, UnitOfWork) async throws -> Void
    ) async throws -> Response {
        let id: CandidateID = try call.path("id")
        let day = today(call)
        return try await context.journal.transact(call) { [self] unit in
            guard let record = try await candidates.locked(id, in: unit.sql) else { throw Problem.notFound }
            try call.requireMatch(record.version)
            try await body(record, unit)
            guard let changed = try await candidates.locked(id, in: unit.sql) else { throw Problem.notFound }
            return try .ok(CandidateDTO(changed, on: day), version: changed.version)
        }
    }
}
