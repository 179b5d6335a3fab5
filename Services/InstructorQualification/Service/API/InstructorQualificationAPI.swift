import Contracts
import DomainClock
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

/// The routes of the instructor-qualification service (`api.md`).
struct InstructorQualificationAPI: Sendable {
    let context: ServiceContext
    let applicants: ApplicantStore
    let applications: ApplicationStore
    let candidates: CandidateStore
    let rulePack: RulePack
    let zone: Zone

    static let reviewerRoles: Set<Role> = [.trainingDirector, .trainingCommittee, .executiveDirector, .staff]

    var endpoints: [Endpoint] {
        eligibilityEndpoints + applicationEndpoints + documentEndpoints + reviewEndpoints + candidateEndpoints
    }

    func today(_ call: Call) -> Day { zone.day(of: call.now) }

    func isReviewer(_ principal: Principal) -> Bool {
        principal.hasAny(of: Self.reviewerRoles) || principal.readsAsStaff
    }
}

extension InstructorQualificationAPI {
    var eligibilityEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/me/instructor-eligibility", "What I have and what I still lack to become an instructor",
                access: .signedIn, answers: [.ok(EligibilityDTO.schema)]
            ) { [self] call in
                let person = try call.signedIn().personID
                let applicant = try await applicants.applicant(person, from: applicants.database)
                let application = try await applications.latest(of: person)
                let day = today(call)
                let policy = rulePack.policy(on: day)
                let evaluations = policy.instructor.evaluate(
                    applicant, application?.application.evidence ?? Evidence(), on: day)
                return try .ok(
                    EligibilityDTO(
                        requirements: evaluations.map(RequirementDTO.init), rulePack: policy.version, asOf: day))
            }
        ]
    }

    var applicationEndpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/v1/instructor-applications", "Begin an application", access: .signedIn,
                body: .json(.object(), optional: true), answers: [.created(InstructorApplicationDTO.schema)],
                problems: [.applicationOpen, .alreadyCandidate], idempotent: true, handler: begin),
            Endpoint(
                .get, "/v1/instructor-applications", "Applications, oldest first; one's own for an applicant",
                access: .signedIn, query: .paging, answers: [.page(of: InstructorApplicationDTO.schema)],
                problems: [.cursorInvalid], handler: list),
            Endpoint(
                .get, "/v1/instructor-applications/{id}", "An application", access: .signedIn,
                answers: [.ok(InstructorApplicationDTO.schema)]
            ) { [self] call in
                let record = try await readable(call)
                let full = try await readsReviews(try call.signedIn(), of: record)
                return try .ok(InstructorApplicationDTO(record, forReviewer: full), version: record.version)
            },
            Endpoint(
                .patch, "/v1/instructor-applications/{id}", "Fill in the application", access: .signedIn,
                body: .json(ApplicationPatch.schema), answers: [.ok(InstructorApplicationDTO.schema)],
                problems: [.applicationState]
            ) { [self] call in
                let patch = try call.decode(ApplicationPatch.self)
                return try await changeOwn(call) { record, unit in
                    try record.application.checkEdit()
                    try await applications.save(
                        patch.applied(to: record.application.evidence), of: record.id, in: unit.sql)
                }
            },
            Endpoint(
                .post, "/v1/instructor-applications/{id}/submission", "Submit the application", access: .signedIn,
                body: .json(.object(), optional: true), answers: [.ok(InstructorApplicationDTO.schema)],
                problems: [.applicationState, .requirementsUnmet], idempotent: true, handler: submit),
        ]
    }

    @Sendable private func begin(_ call: Call) async throws -> Response {
        let person = try call.signedIn().personID
        let id = ApplicationID.new()
        do {
            return try await context.journal.transact(call) { [self] unit in
                if let candidacy = try await candidates.candidacy(of: person, from: unit.sql),
                    [.intern, .probationary, .qualifying, .instructor].contains(candidacy.stage)
                {
                    throw Problem(.alreadyCandidate, "You are \(candidacy.stage.rawValue) already.")
                }
                try await applications.create(id, person: person, at: call.now, in: unit.sql)
                guard let record = try await applications.find(id, from: unit.sql) else {
                    throw Problem.notFound
                }
                return try .created(
                    InstructorApplicationDTO(record, forReviewer: false),
                    location: "/v1/instructor-applications/\(id)", version: record.version)
            }
        } catch let error as PostgresError where error.sqlState == .uniqueViolation {
            throw Problem(.applicationOpen, "An application of yours is open already.")
        }
    }

    @Sendable private func list(_ call: Call) async throws -> Response {
        let principal = try call.signedIn()
        let limit = try call.limit()
        let after = try call.cursor()?.values(Instant.self, ApplicationID.self)
        let reviewer = isReviewer(principal)
        let records = try await applications.list(of: reviewer ? nil : principal.personID, after: after, limit: limit)
        let own = try await PersonMerges.people(of: principal.personID, from: applications.database)
        return try .ok(
            Page(
                records, limit: limit,
                item: {
                    InstructorApplicationDTO(
                        $0, forReviewer: reviewer && !own.contains($0.application.applicantID))
                }
            ) { Cursor($0.createdAt, $0.id) })
    }

    /// Submission (H9): H1–H4 met and the evidence for H5–H8 there; what it rested on is kept with it.
    @Sendable private func submit(_ call: Call) async throws -> Response {
        let day = today(call)
        return try await changeOwn(call) { [self] record, unit in
            let person = record.application.applicantID
            let applicant = try await applicants.applicant(person, from: unit.sql)
            let policy = rulePack.policy(on: day)
            let rules = policy.instructor
            try record.application.checkSubmission(by: applicant, on: day, rules: rules)
            let evaluations = rules.evaluate(applicant, record.application.evidence, on: day)
            try await applications.submit(
                record.id, judgement: Judgement(rulePack: policy.version, date: day, evaluations: evaluations),
                in: unit.sql)
            unit.publish(
                .instructorApplicationSubmitted, InstructorApplicationChange(personId: person), of: record.id,
                at: call.now)
        }
    }

    /// The applicant's own step: locked, written, answered.
    func changeOwn(
        _ call: Call, _ body: @escaping @Sendable (ApplicationStore.Record, UnitOfWork) async throws -> Void
    ) async throws -> Response {
        let id: ApplicationID = try call.path("id")
        let principal = try call.signedIn()
        return try await context.journal.transact(call) { [self] unit in
            guard let record = try await applications.find(id, from: unit.sql, lock: true),
                try await PersonMerges.isSamePerson(
                    principal.personID, record.application.applicantID, from: unit.sql)
            else { throw Problem.notFound }
            try call.requireMatch(record.version)
            try await body(record, unit)
            guard let changed = try await applications.find(id, from: unit.sql) else {
                throw Problem.notFound
            }
            return try .ok(InstructorApplicationDTO(changed, forReviewer: false), version: changed.version)
        }
    }

    /// Nobody reads the reviews of the own application, reviewers neither.
    private func readsReviews(_ principal: Principal, of record: ApplicationStore.Record) async throws -> Bool {
        guard isReviewer(principal) else { return false }
        return try await !isOwn(record, principal)
    }

    private func isOwn(_ record: ApplicationStore.Record, _ principal: Principal) async throws -> Bool {
        try await PersonMerges.isSamePerson(
            principal.personID, record.application.applicantID, from: applications.database)
    }

    /// The application of the path, if the caller may know of it: their own, or as a reviewer.
    func readable(_ call: Call) async throws -> ApplicationStore.Record {
        let principal = try call.signedIn()
        guard let record = try await applications.find(try call.path("id"), from: applications.database)
        else { throw Problem.notFound }
        if isReviewer(principal) { return record }
        guard try await isOwn(record, principal) else { throw Problem.notFound }
        return record
    }
}
