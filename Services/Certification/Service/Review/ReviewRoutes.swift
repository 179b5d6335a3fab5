import CertificationDomain
import HTTP
import Idempotency
import JSONSchema
import Messaging
import Primitives
import UseCases
import Web

/// The review of practitioner applications by staff and the training committee (G6, G10).
struct ReviewRoutes: Sendable {
    let journal: Journal
    let applications: ApplicationRepository
    let dispose: DisposeCredit
    let ask: AskApplicant
    let determine: DetermineApplication

    private static let reviewers: Access = .roles(.staff, .trainingCommittee)

    init(_ parts: CertificationParts) {
        journal = parts.journal
        applications = ApplicationRepository(database: parts.database)
        let lock = ApplicationLock(applications: applications, people: PersonRepository(database: parts.database))
        dispose = DisposeCredit(
            applications: applications, credits: CreditRepository(), lock: lock)
        ask = AskApplicant(policies: parts.policies, applications: applications, lock: lock)
        determine = DetermineApplication(
            policies: parts.policies, applications: applications,
            credentials: CredentialRepository(database: parts.database), lock: lock,
            findFile: FindPractitionerFile(parts))
    }

    var list: Operation {
        Operation(
            "List applications, the oldest first", access: Self.reviewers,
            query: .paging + [.query("status", .string(enum: ApplicationState.self))],
            answers: [.page(of: ApplicationDTO.self)], problems: [.cursorInvalid]
        ) { call in
            let limit = try call.limit()
            let found = try await applications.list(
                in: try call.query("status"), after: try call.cursor()?.values(Instant.self, ApplicationID.self),
                limit: limit)
            return try .ok(
                Page(found, limit: limit, item: ApplicationDTO.init, cursor: { Cursor($0.createdAt, $0.id) }))
        }
    }

    var disposition: Operation {
        Operation(
            "Decide whether claimed hours count", access: Self.reviewers, body: .json(DispositionDTO.self),
            answers: [.ok(ApplicationDTO.self)], problems: [.applicationState, .ownApplication]
        ) { call in
            let body: DispositionDTO = try call.decode()
            let command = DisposeCredit.Command(
                application: try call.path("id"), credit: try call.path("creditId"), match: call.versionMatch(),
                disposition: body.disposition, reason: body.reason, by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                try .application(try await dispose(command, at: call.now, in: unit))
            }
        }
    }

    var question: Operation {
        Operation(
            "Ask the applicant a question", access: Self.reviewers, body: .json(QuestionDTO.self),
            answers: [.ok(ApplicationDTO.self)], problems: [.applicationState, .ownApplication], idempotent: true
        ) { call in
            let command = AskApplicant.Command(
                application: try call.path("id"), match: call.versionMatch(),
                question: try call.decode(QuestionDTO.self).question, by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                try .application(try await ask(command, at: call.now, in: unit))
            }
        }
    }

    var determination: Operation {
        Operation(
            "Approve or decline an application", access: Self.reviewers, body: .json(DeterminationDTO.self),
            answers: [.ok(ApplicationDTO.self)],
            problems: [.applicationState, .requirementsUnmet, .ownApplication], idempotent: true
        ) { call in
            let body: DeterminationDTO = try call.decode()
            let command = DetermineApplication.Command(
                application: try call.path("id"), match: call.versionMatch(), outcome: body.outcome,
                reason: body.reason, by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                try .application(try await determine(command, at: call.now, in: unit))
            }
        }
    }
}
