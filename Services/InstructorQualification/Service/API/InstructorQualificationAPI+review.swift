import Contracts
import HTTP
import Idempotency
import InstructorQualificationDomain
import JSONSchema
import JSONTree
import Messaging
import PersonMerges
import Postgres
import Primitives
import RulePacks
import ServiceKit
import UseCases
import Web

extension InstructorQualificationAPI {
    var reviewEndpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/v1/instructor-applications/{id}/reviews", "Review an application",
                access: .roles(.trainingDirector, .trainingCommittee, .executiveDirector),
                body: .json(ReviewRequest.schema), answers: [.ok(InstructorApplicationDTO.schema)],
                problems: [.applicationState, .alreadyReviewed, .ownApplication], idempotent: true, handler: review),
            Endpoint(
                .post, "/v1/instructor-applications/{id}/interview", "Schedule the interview",
                access: .roles(.trainingDirector, .trainingCommittee), body: .json(InterviewRequest.schema),
                answers: [.ok(InstructorApplicationDTO.schema)],
                problems: [.applicationState, .ownApplication, .interviewerUnfit], idempotent: true
            ) { [self] call in
                let request = try call.decode(InterviewRequest.self)
                let caller = try call.signedIn().personID
                return try await changeAsReviewer(call) { [applications] record, unit in
                    try record.application.checkInterview(by: request.interviewerId)
                    let own = try await PersonMerges.isSamePerson(
                        request.interviewerId, record.application.applicantID, from: unit.sql)
                    if own { throw ApplicationRejection.ownApplication }
                    // Who schedules holds one of the roles by their token.
                    if request.interviewerId != caller {
                        guard try await applicants.mayInterview(request.interviewerId, from: unit.sql) else {
                            throw Problem(.interviewerUnfit)
                        }
                    }
                    try await applications.plan(
                        Interview(at: request.at, interviewerID: request.interviewerId, result: nil), of: record.id,
                        in: unit.sql)
                }
            },
            Endpoint(
                .put, "/v1/instructor-applications/{id}/interview/result", "Record the interview's result",
                access: .roles(.trainingDirector, .trainingCommittee), body: .json(InterviewResultRequest.schema),
                answers: [.ok(InstructorApplicationDTO.schema)],
                problems: [.applicationState, .interviewNotScheduled, .ownApplication]
            ) { [self] call in
                let request = try call.decode(InterviewResultRequest.self)
                return try await changeAsReviewer(call) { [applications] record, unit in
                    try record.application.checkInterviewResult()
                    try await applications.result(
                        request.recommendation, comment: request.comment, of: record.id, in: unit.sql)
                }
            },
            Endpoint(
                .post, "/v1/instructor-applications/{id}/determination", "Accept or decline",
                access: .roles(.trainingDirector), body: .json(DeterminationRequest.schema),
                answers: [.ok(InstructorApplicationDTO.schema)],
                problems: [
                    .applicationState, .determinationIncomplete, .requirementsUnmet, .ownApplication, .alreadyCandidate,
                ], idempotent: true, handler: determine),
        ]
    }

    @Sendable private func review(_ call: Call) async throws -> Response {
        let request = try call.decode(ReviewRequest.self)
        let principal = try call.signedIn()
        guard principal.roles.contains(request.role.role) else {
            throw Problem.forbidden("You do not hold the role in which you review.")
        }
        return try await changeAsReviewer(call) { [applications] record, unit in
            try record.application.checkReview(role: request.role, by: principal.personID)
            try await applications.put(
                Review(
                    role: request.role, reviewerID: principal.personID, recommendation: request.recommendation,
                    videoMinutes: request.videoMinutes,
                    comparableExperienceAccepted: request.comparableExperienceAccepted),
                comment: request.comment, on: record.id, at: call.now, in: unit.sql)
        }
    }

    /// Accepts or declines an application (H12). What it must contain goes by the policy in force on the day of its
    /// submission; what holds on the day of acceptance goes by that day's: H1 and H2, as a hold may have come or the
    /// credential have gone since the submission, and the candidate's window (H19).
    @Sendable private func determine(_ call: Call) async throws -> Response {
        let request = try call.decode(DeterminationRequest.self)
        let director = try call.signedIn().personID
        let day = today(call)
        let rules = rulePack.policy(on: day).instructor
        let window = ProcessWindow(acceptedOn: day, rules: rules)
        let id: ApplicationID = try call.path("id")
        do {
            return try await context.journal.transact(call) { [self] unit in
                let record = try await locked(call, id, in: unit)
                let state = try record.application.determine(
                    request.outcome == .accepted ? .accept : .decline, by: director,
                    rules: rulePack.policy(on: record.submittedOn ?? day).instructor)
                if state == .accepted {
                    let applicant = try await applicants.applicant(record.application.applicantID, from: unit.sql)
                    try record.application.checkAcceptance(of: applicant, on: day, rules: rules)
                }
                try await applications.determine(
                    id, state, reason: request.reason, by: director, at: call.now, in: unit.sql)
                unit.publish(
                    state == .accepted ? .instructorApplicationAccepted : .instructorApplicationDeclined,
                    InstructorApplicationChange(personId: record.application.applicantID), of: id, at: call.now)
                if state == .accepted {
                    try await candidates.begin(
                        record.application.applicantID, application: id, window: window, at: call.now, in: unit)
                }
                return try await answer(id, in: unit)
            }
        } catch let error as PostgresError where error.sqlState == .uniqueViolation {
            throw Problem(.alreadyCandidate, "The applicant is in the process already.")
        }
    }

    private func changeAsReviewer(
        _ call: Call, _ body: @escaping @Sendable (ApplicationStore.Record, UnitOfWork) async throws -> Void
    ) async throws -> Response {
        let id: ApplicationID = try call.path("id")
        return try await context.journal.transact(call) { [self] unit in
            let record = try await locked(call, id, in: unit)
            try await body(record, unit)
            return try await answer(id, in: unit)
        }
    }

    private func locked(_ call: Call, _ id: ApplicationID, in unit: UnitOfWork) async throws -> ApplicationStore.Record
    {
        guard let record = try await applications.find(id, from: unit.sql, lock: true) else {
            throw Problem.notFound
        }
        try call.requireMatch(record.version)
        let own = try await PersonMerges.isSamePerson(
            try call.signedIn().personID, record.application.applicantID, from: unit.sql)
        if own {
            throw ApplicationRejection.ownApplication
        }
        return record
    }

    private func answer(_ id: ApplicationID, in unit: UnitOfWork) async throws -> Response {
        guard let record = try await applications.find(id, from: unit.sql) else {
            throw Problem.notFound
        }
        return try .ok(
            InstructorApplicationDTO(record, forReviewer: true), version: record.version)
    }
}

extension ReviewRole {
    fileprivate var role: Role {
        switch self {
        case .trainingDirector: .trainingDirector
        case .trainingCommittee: .trainingCommittee
        case .executiveDirector: .executiveDirector
        }
    }
}
