import CertificationDomain
import HTTP
import Idempotency
import JSONSchema
import Messaging
import Primitives
import UseCases
import Web

/// Practitioner applications, as their applicants write and submit them (G10).
struct ApplicationRoutes: Sendable {
    let journal: Journal
    let find: FindApplication
    let startApplication: StartApplication
    let revise: ReviseApplication
    let submit: SubmitApplication
    let withdraw: WithdrawApplication

    init(_ parts: CertificationParts) {
        journal = parts.journal
        let applications = ApplicationRepository(database: parts.database)
        let people = PersonRepository(database: parts.database)
        let lock = ApplicationLock(applications: applications, people: people)
        find = FindApplication(applications: applications, people: people)
        startApplication = StartApplication(applications: applications)
        revise = ReviseApplication(applications: applications, lock: lock)
        submit = SubmitApplication(
            policies: parts.policies, applications: applications, lock: lock, findFile: FindPractitionerFile(parts))
        withdraw = WithdrawApplication(policies: parts.policies, applications: applications, lock: lock)
    }

    var start: Operation {
        Operation(
            "Start an application", access: .signedIn, body: .json(.object(), optional: true),
            answers: [.created(ApplicationDTO.self)], problems: [.applicationOpen], idempotent: true
        ) { call in
            let person = try call.signedIn().personID
            return try await journal.transact(call) { unit in
                let application = try await startApplication(by: person, at: call.now, in: unit)
                return try .created(
                    ApplicationDTO(application), location: "/v1/practitioner-applications/\(application.id)",
                    version: application.version)
            }
        }
    }

    var one: Operation {
        Operation("Show an application", access: .signedIn, answers: [.ok(ApplicationDTO.self)]) { call in
            try .application(try await find(try call.path("id"), for: try call.signedIn()))
        }
    }

    var revision: Operation {
        Operation(
            "Change an application's statement", access: .signedIn, body: .json(ApplicationPatchDTO.self),
            answers: [.ok(ApplicationDTO.self)], problems: [.applicationState]
        ) { call in
            let command = ReviseApplication.Command(
                application: try call.path("id"), match: call.versionMatch(),
                statement: try call.decode(ApplicationPatchDTO.self).statement, by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                try .application(try await revise(command, at: call.now, in: unit))
            }
        }
    }

    var submission: Operation {
        Operation(
            "Submit the application", access: .signedIn, body: .json(.object(), optional: true),
            answers: [.ok(ApplicationDTO.self)], problems: [.applicationState, .requirementsUnmet], idempotent: true
        ) { call in
            let command = SubmitApplication.Command(
                application: try call.path("id"), match: call.versionMatch(), by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                try .application(try await submit(command, at: call.now, in: unit))
            }
        }
    }

    var withdrawal: Operation {
        Operation(
            "Withdraw the application", access: .signedIn, body: .json(.object(), optional: true),
            answers: [.ok(ApplicationDTO.self)], problems: [.applicationState], idempotent: true
        ) { call in
            let command = WithdrawApplication.Command(
                application: try call.path("id"), match: call.versionMatch(), by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                try .application(try await withdraw(command, at: call.now, in: unit))
            }
        }
    }
}

extension Response {
    /// The answer with an application as it is now.
    static func application(_ application: PractitionerApplication) throws -> Response {
        try .ok(ApplicationDTO(application), version: application.version)
    }
}
