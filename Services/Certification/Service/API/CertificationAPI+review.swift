import CertificationDomain
import Contracts
import HTTP
import Idempotency
import JSONSchema
import JSONTree
import Messaging
import PersonMerges
import Postgres
import Primitives
import ServiceKit
import UseCases
import Web

extension CertificationAPI {
    private var reviewers: Access { .roles(.staff, .trainingCommittee) }

    var reviewEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/practitioner-applications", "Applications, oldest first", access: reviewers,
                query: .paging + [.query("status", .string(enum: ApplicationState.self))],
                answers: [.page(of: PractitionerApplicationDTO.schema)], problems: [.cursorInvalid], handler: list),
            Endpoint(
                .put, "/v1/practitioner-applications/{id}/credits/{creditId}/disposition",
                "Say whether claimed hours count", access: reviewers, body: .json(DispositionRequest.schema),
                answers: [.ok(PractitionerApplicationDTO.schema)], problems: [.applicationState, .ownApplication],
                handler: dispose),
            Endpoint(
                .post, "/v1/practitioner-applications/{id}/more-info", "Ask the applicant a question",
                access: reviewers, body: .json(QuestionRequest.schema),
                answers: [.ok(PractitionerApplicationDTO.schema)], problems: [.applicationState, .ownApplication],
                idempotent: true
            ) { [self] call in
                let question = try call.decode(QuestionRequest.self).question
                return try await decide(call, .askMore) { [practitioners] record, status, unit in
                    try await practitioners.save(
                        record, status: status, question: question, at: call.now, in: unit.sql)
                }
            },
            Endpoint(
                .post, "/v1/practitioner-applications/{id}/determination", "Approve or decline", access: reviewers,
                body: .json(DeterminationRequest.schema), answers: [.ok(PractitionerApplicationDTO.schema)],
                problems: [.applicationState, .requirementsUnmet, .ownApplication], idempotent: true,
                handler: determine),
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> Response {
        let limit = try call.limit()
        let after = try call.cursor()?.values(Instant.self, ApplicationID.self)
        let status: ApplicationState? = try call.query("status")
        let records = try await practitioners.list(status: status, after: after, limit: limit)
        let dossiers = try await practitioners.dossiers(of: records, from: practitioners.database)
        return try .ok(
            Page(dossiers, limit: limit, item: PractitionerApplicationDTO.init) {
                Cursor($0.record.createdAt, $0.record.id)
            })
    }

    @Sendable private func dispose(_ call: Call) async throws -> Response {
        let request = try call.decode(DispositionRequest.self)
        guard let disposition = Disposition(rawValue: request.disposition) else { throw Problem.notFound }
        let id: ApplicationID = try call.path("id")
        let credit: CreditID = try call.path("creditId")
        let reviewer = try call.signedIn().personID
        return try await context.journal.transact(call) { [self] unit in
            let record = try await reviewed(id, by: reviewer, in: unit)
            try call.requireMatch(record.version)
            guard record.status == .submitted else { throw ApplicationRejection.wrongState(record.status) }
            guard
                try await practitioners.dispose(
                    credit, of: id, disposition, reason: request.reason, by: reviewer, in: unit.sql)
            else { throw Problem.notFound }
            return try await answer(id, in: unit)
        }
    }

    /// Approves or declines an application by the policy in force on the day of its submission. Approval rests on
    /// applied hours and verified assignments as of that day, and on the employment of today (G2); the credential follows
    /// (G10, G11).
    @Sendable private func determine(_ call: Call) async throws -> Response {
        let request = try call.decode(DeterminationRequest.self)
        let reviewer = try call.signedIn().personID
        let day = today(call)
        let step: ApplicationStep = request.outcome == .approved ? .approve : .decline
        return try await decide(call, step) { [self] record, status, unit in
            let date = record.submittedOn ?? day
            let file = try await practitioners.file(
                of: record.personID, application: record, from: unit.sql)
            let policy = policy(for: record, today: day)
            let evaluations = policy.practitioner.evaluate(file, on: date, by: .verified, employedOn: day)
            if step == .approve { try policy.practitioner.checkApproval(evaluations) }
            try await practitioners.save(
                record, status: status,
                decision: Judgement(rulePack: policy.version, date: date, evaluations: evaluations),
                reason: request.reason, by: reviewer, at: call.now, in: unit.sql)
            if step == .approve {
                try await practitioners.award(record.personID, application: record.id, on: day, at: call.now, in: unit)
            }
        }
    }

    private func decide(
        _ call: Call, _ step: ApplicationStep,
        _ body: @escaping @Sendable (PractitionerStore.Record, ApplicationState, UnitOfWork) async throws -> Void
    ) async throws -> Response {
        let id: ApplicationID = try call.path("id")
        let reviewer = try call.signedIn().personID
        let day = today(call)
        return try await context.journal.transact(call) { [self] unit in
            let record = try await reviewed(id, by: reviewer, in: unit)
            try call.requireMatch(record.version)
            try await body(record, try record.status.after(step), unit)
            if let event = step.event {
                let policy = policy(for: record, today: day)
                let change = PractitionerApplicationChange(personId: record.personID, rulePack: policy.version)
                unit.publish(event, change, of: id, at: call.now)
            }
            return try await answer(id, in: unit)
        }
    }

    private func reviewed(_ id: ApplicationID, by reviewer: PersonID, in unit: UnitOfWork) async throws
        -> PractitionerStore.Record
    {
        guard let record = try await practitioners.locked(id, in: unit.sql) else { throw Problem.notFound }
        guard try await !PersonMerges.isSamePerson(reviewer, record.personID, from: unit.sql) else {
            throw Problem(.ownApplication, "Somebody else has to decide on your application.")
        }
        return record
    }
}
