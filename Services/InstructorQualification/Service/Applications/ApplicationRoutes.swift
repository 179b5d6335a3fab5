import HTTP
import Idempotency
import InstructorQualificationDomain
import JSONSchema
import Messaging
import Primitives
import UseCases
import Web

/// The applicant's part of an application (H1–H9).
struct ApplicationRoutes: Sendable {
    let journal: Journal
    let find: FindApplication
    let beginApplication: BeginApplication
    let revise: ReviseApplication
    let submit: SubmitApplication

    init(_ parts: InstructorQualificationParts) {
        journal = parts.journal
        let applications = ApplicationRepository(database: parts.database)
        find = FindApplication(applications: applications)
        beginApplication = BeginApplication(
            applications: applications, candidates: CandidateRepository(database: parts.database))
        revise = ReviseApplication(applications: applications)
        submit = SubmitApplication(
            applications: applications, people: PersonRepository(database: parts.database), policies: parts.policies)
    }

    var begin: Operation {
        Operation(
            "Begin an application", access: .signedIn, body: .json(.object(), optional: true),
            answers: [.created(InstructorApplicationDTO.self)], problems: [.applicationOpen, .alreadyCandidate],
            idempotent: true
        ) { call in
            let person = try call.signedIn().personID
            return try await journal.transact(call) { unit in
                let application = try await beginApplication(person, at: call.now, in: unit)
                return try .created(
                    InstructorApplicationDTO(application, showingReviews: false),
                    location: "/v1/instructor-applications/\(application.id)", version: application.version)
            }
        }
    }

    var list: Operation {
        Operation(
            "List the caller's own applications, or for a reviewer all of them", access: .signedIn, query: .paging,
            answers: [.page(of: InstructorApplicationDTO.self)], problems: [.cursorInvalid]
        ) { call in
            let limit = try call.limit()
            let found = try await find.page(
                for: try call.signedIn(), after: try call.cursor()?.values(Instant.self, ApplicationID.self),
                limit: limit)
            return try .ok(
                Page(found, limit: limit, item: InstructorApplicationDTO.init) {
                    Cursor($0.application.createdAt, $0.application.id)
                })
        }
    }

    var one: Operation {
        Operation("Show an application", access: .signedIn, answers: [.ok(InstructorApplicationDTO.self)]) { call in
            let found = try await find(try call.path("id"), for: try call.signedIn())
            return try .ok(InstructorApplicationDTO(found), version: found.application.version)
        }
    }

    var revision: Operation {
        Operation(
            "Fill in the application", access: .signedIn, body: .json(InstructorApplicationPatchDTO.self),
            answers: [.ok(InstructorApplicationDTO.self)], problems: [.applicationState]
        ) { call in
            let patch: InstructorApplicationPatchDTO = try call.decode()
            let command = ReviseApplication.Command(
                application: try call.path("id"), match: call.versionMatch(), revise: patch.revised,
                by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                try Self.answer(try await revise(command, at: call.now, in: unit))
            }
        }
    }

    var submission: Operation {
        Operation(
            "Submit the application", access: .signedIn, body: .json(.object(), optional: true),
            answers: [.ok(InstructorApplicationDTO.self)], problems: [.applicationState, .requirementsUnmet],
            idempotent: true
        ) { call in
            let command = SubmitApplication.Command(
                application: try call.path("id"), match: call.versionMatch(), by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                try Self.answer(try await submit(command, at: call.now, in: unit))
            }
        }
    }

    private static func answer(_ application: Application) throws -> Response {
        try .ok(InstructorApplicationDTO(application, showingReviews: false), version: application.version)
    }
}
