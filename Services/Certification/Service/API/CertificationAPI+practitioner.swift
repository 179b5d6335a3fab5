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
import RulePacks
import ServiceKit
import UseCases
import Web

extension CertificationAPI {
    var progressEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/me/practitioner", "What I have and what I still lack for National SRO Practitioner",
                access: .signedIn, answers: [.ok(PractitionerProgress.schema)]
            ) { [self] call in
                let person = try call.signedIn().personID
                let application = try await practitioners.latest(of: person)
                let file = try await practitioners.file(
                    of: person, application: application, from: practitioners.database)
                let date = application?.judgedOn ?? today(call)
                let policy = rulePack.policy(on: date)
                let evaluations = policy.practitioner.evaluate(file, on: date, by: .claimed)
                return try .ok(
                    PractitionerProgress(
                        requirements: evaluations.map(RequirementDTO.init), rulePack: policy.version,
                        asOf: date))
            }
        ]
    }

    var applicationEndpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/v1/practitioner-applications", "Begin an application", access: .signedIn,
                body: .json(.object(), optional: true), answers: [.created(PractitionerApplicationDTO.schema)],
                problems: [.applicationOpen], idempotent: true, handler: begin),
            Endpoint(
                .get, "/v1/practitioner-applications/{id}", "An application", access: .signedIn,
                answers: [.ok(PractitionerApplicationDTO.schema)]
            ) { [self] call in
                try await answer(try await readable(call), from: practitioners.database)
            },
            Endpoint(
                .patch, "/v1/practitioner-applications/{id}", "Change an application's own words", access: .signedIn,
                body: .json(ApplicationPatch.schema), answers: [.ok(PractitionerApplicationDTO.schema)],
                problems: [.applicationState]
            ) { [self] call in
                let patch = try call.decode(ApplicationPatch.self)
                return try await change(call, .edit) { [practitioners] record, _, unit in
                    try await practitioners.save(
                        record, status: record.status, statement: patch.statement, at: call.now, in: unit.sql)
                }
            },
            Endpoint(
                .post, "/v1/practitioner-applications/{id}/credits", "Claim training hours", access: .signedIn,
                body: .json(CreditRequest.schema), answers: [.created(CreditDTO.schema)],
                problems: [.applicationState, .datesReversed],
                idempotent: true, handler: claim),
            Endpoint(
                .post, "/v1/practitioner-applications/{id}/submission", "Submit the application", access: .signedIn,
                body: .json(.object(), optional: true), answers: [.ok(PractitionerApplicationDTO.schema)],
                problems: [.applicationState, .requirementsUnmet], idempotent: true, handler: submit),
            Endpoint(
                .post, "/v1/practitioner-applications/{id}/withdrawal", "Withdraw the application", access: .signedIn,
                body: .json(.object(), optional: true), answers: [.ok(PractitionerApplicationDTO.schema)],
                problems: [.applicationState], idempotent: true
            ) { [self] call in
                try await change(call, .withdraw) { [practitioners] record, status, unit in
                    try await practitioners.save(record, status: status, at: call.now, in: unit.sql)
                }
            },
        ]
    }

    @Sendable private func begin(_ call: Call) async throws -> Response {
        let person = try call.signedIn().personID
        let id = ApplicationID.new()
        do {
            return try await context.journal.transact(call) { [practitioners] unit in
                try await practitioners.create(id, person: person, at: call.now, in: unit.sql)
                guard let record = try await practitioners.locked(id, in: unit.sql) else { throw Problem.notFound }
                return try .created(
                    PractitionerApplicationDTO(.init(record: record)),
                    location: "/v1/practitioner-applications/\(id)", version: record.version)
            }
        } catch let error as PostgresError where error.sqlState == .uniqueViolation {
            throw Problem(.applicationOpen, "Finish or withdraw the application that is open first.")
        }
    }

    @Sendable private func claim(_ call: Call) async throws -> Response {
        let request = try call.decode(CreditRequest.self)
        guard request.endsOn >= request.startsOn else { throw Problem(.datesReversed, "endsOn is before startsOn.") }
        let entry = CreditEntry(
            id: .new(), title: request.title, provider: request.provider, subject: request.subject,
            minutes: minutes(request.hours), startsOn: request.startsOn, endsOn: request.endsOn, annual: request.annual,
            agencyID: request.agencyId)
        let id: ApplicationID = try call.path("id")
        let principal = try call.signedIn()
        return try await context.journal.transact(call) { [self] unit in
            let record = try await own(id, principal, in: unit)
            try call.requireMatch(record.version)
            _ = try record.status.after(.edit)
            try await practitioners.add(entry, to: record, at: call.now, in: unit.sql)
            return try .created(
                CreditDTO(.init(entry: entry, reason: nil)), location: "/v1/practitioner-applications/\(id)",
                version: 1)
        }
    }

    /// Submits the application: all of G1–G9 must be met today by the policy in force today, claimed hours counted. What
    /// the submission rests on is stored with it.
    @Sendable private func submit(_ call: Call) async throws -> Response {
        let day = today(call)
        return try await change(call, .submit) { [self] record, status, unit in
            let file = try await practitioners.file(
                of: record.personID, application: record, from: unit.sql)
            let policy = rulePack.policy(on: day)
            let rules = policy.practitioner
            let evaluations = rules.evaluate(file, on: day, by: .claimed)
            try rules.checkSubmission(evaluations)
            try await practitioners.save(
                record, status: status,
                submission: Judgement(rulePack: policy.version, date: day, evaluations: evaluations), at: call.now,
                in: unit.sql)
        }
    }

    /// One step of the applicant on their own application: locked, the state checked, written, published.
    private func change(
        _ call: Call, _ step: ApplicationStep,
        _ body: @escaping @Sendable (PractitionerStore.Record, ApplicationState, UnitOfWork) async throws -> Void
    ) async throws -> Response {
        let id: ApplicationID = try call.path("id")
        let principal = try call.signedIn()
        let day = today(call)
        return try await context.journal.transact(call) { [self] unit in
            let record = try await own(id, principal, in: unit)
            try call.requireMatch(record.version)
            try await body(record, try record.status.after(step), unit)
            if let event = step.event {
                let policy = step == .submit ? rulePack.policy(on: day) : policy(for: record, today: day)
                let change = PractitionerApplicationChange(personId: record.personID, rulePack: policy.version)
                unit.publish(event, change, of: id, at: call.now)
            }
            return try await answer(id, in: unit)
        }
    }

    /// Returns the policy that an application is decided by: the one in force on the day of its submission (G4, G7),
    /// today's before it is submitted.
    func policy(for record: PractitionerStore.Record, today: Day) -> CertificationPolicy {
        rulePack.policy(on: record.submittedOn ?? today)
    }

    private func own(_ id: ApplicationID, _ principal: Principal, in unit: UnitOfWork) async throws
        -> PractitionerStore.Record
    {
        guard let record = try await practitioners.locked(id, in: unit.sql),
            try await PersonMerges.isSamePerson(principal.personID, record.personID, from: unit.sql)
        else { throw Problem.notFound }
        return record
    }

    /// The application of the path, if the caller may know of it: their own, or as staff or committee.
    func readable(_ call: Call) async throws -> PractitionerStore.Record {
        let principal = try call.signedIn()
        guard let record = try await practitioners.find(try call.path("id")) else { throw Problem.notFound }
        if principal.readsAsStaff || principal.has(.trainingCommittee) { return record }
        let own = try await PersonMerges.isSamePerson(
            principal.personID, record.personID, from: practitioners.database)
        guard own else { throw Problem.notFound }
        return record
    }

    func answer(_ record: PractitionerStore.Record, from source: any RowSource) async throws -> Response {
        let dossiers = try await practitioners.dossiers(of: [record], from: source)
        return try .ok(PractitionerApplicationDTO(dossiers[0]), version: record.version)
    }

    func answer(_ id: ApplicationID, in unit: UnitOfWork) async throws -> Response {
        guard let record = try await practitioners.locked(id, in: unit.sql) else { throw Problem.notFound }
        return try await answer(record, from: unit.sql)
    }
}

extension PractitionerStore.Record {
    /// The date that the progress is judged on: of the submission while it is being decided, nil (today) otherwise.
    var judgedOn: Day? { status == .submitted || status == .moreInfo ? submittedOn : nil }
}
