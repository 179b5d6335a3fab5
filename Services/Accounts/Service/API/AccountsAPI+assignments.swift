import AccountsDomain
import HTTP
import Idempotency
import JSONSchema
import JSONTree
import Messaging
import Primitives
import UseCases
import Web

/// A person's times at agencies (A8), stated by the person, verified by the agency or the office.
extension AccountsAPI {
    var assignmentEndpoints: [Endpoint] {
        let verification = RequestBody.json(.object(), optional: true)
        return [
            Endpoint(
                .post, "/v1/me/assignments", "State an assignment", access: .signedIn,
                body: .json(NewAssignmentDTO.schema), answers: [.created(AssignmentDTO.schema)],
                problems: [.agencyUnknown, .notFound] + PersonRejection.assignmentCodes, idempotent: true,
                handler: addAssignment),
            Endpoint(
                .get, "/v1/me/assignments", "My assignments", access: .signedIn, query: .paging,
                answers: [.page(of: AssignmentDTO.schema)], problems: [.notFound], handler: listAssignments),
            Endpoint(
                .get, "/v1/me/assignments/{id}", "One of my assignments", access: .signedIn,
                answers: [.ok(AssignmentDTO.schema)]
            ) { [self] call in
                let wanted: AssignmentID = try call.path("id")
                guard let found = try await mine(call).first(where: { $0.id == wanted }) else { throw Problem.notFound }
                return try .ok(found, version: found.version)
            },
            Endpoint(
                .patch, "/v1/me/assignments/{id}", "Change or end an assignment",
                description: "An end and other schools keep a verification; anything else asks for a new one.",
                access: .signedIn, body: .json(AssignmentPatchDTO.schema), answers: [.ok(AssignmentDTO.schema)],
                problems: PersonRejection.assignmentCodes, handler: changeAssignment),
            Endpoint(
                .post, "/v1/assignments/{id}/verification", "Verify an assignment",
                description: "By a coordinator of its agency, or staff; nobody verifies their own.", access: .signedIn,
                body: verification,
                answers: [.ok(AssignmentDTO.schema)], problems: PersonRejection.assignmentCodes,
                handler: verifyAssignment),
        ]
    }

    private func addAssignment(_ call: Call) async throws -> Response {
        let person = try caller(call)
        let asked: NewAssignmentDTO = try call.decode()
        let id = AssignmentID.new()
        return try await journal.transact(call) { [self] unit in
            guard try await store.unknownAgencies([asked.agencyId], unit).isEmpty else {
                throw Problem(.agencyUnknown)
            }
            let stored = try await store.change(person, in: unit, at: call.now) { _ in
                .addAssignment(asked.assignment(id))
            }
            guard let added = stored?.person.assignments.first(where: { $0.id == id }) else { throw Problem.notFound }
            return try .created(
                AssignmentDTO(added, of: person), location: "/v1/me/assignments/\(id)", version: added.version)
        }
    }

    /// The caller's assignments, with those of everybody merged into the caller, in the order of their ids.
    private func mine(_ call: Call) async throws -> [AssignmentDTO] {
        let people = try await store.united(try caller(call)).map(\.person)
        guard !people.isEmpty else { throw Problem.notFound }
        return people.flatMap { person in person.assignments.map { AssignmentDTO($0, of: person.id) } }
            .sorted { $0.id < $1.id }
    }

    private func listAssignments(_ call: Call) async throws -> Response {
        let after = try call.cursor()?.values(AssignmentID.self)
        let limit = try call.limit()
        let rest = try await mine(call).filter { assignment in after.map { $0 < assignment.id } ?? true }
        return try .ok(Page(Array(rest.prefix(limit + 1)), limit: limit, item: { $0 }) { Cursor($0.id) })
    }

    private func changeAssignment(_ call: Call) async throws -> Response {
        let caller = try caller(call)
        let id: AssignmentID = try call.path("id")
        let patch: AssignmentPatchDTO = try call.decode()
        let dto = try await journal.update(trace: call.trace) { [self] unit in
            guard let owner = try await store.owner(of: id, unit)?.person,
                try await store.survivor(of: owner, unit) == caller
            else { throw Problem.notFound }
            let changed = try await store.change(owner, in: unit, at: call.now) { person in
                guard let old = person.assignments.first(where: { $0.id == id }) else { throw Problem.notFound }
                try call.requireMatch(old.version)
                return .changeAssignment(patch.applied(to: old))
            }
            guard let found = changed?.person.assignments.first(where: { $0.id == id }) else { throw Problem.notFound }
            return AssignmentDTO(found, of: owner)
        }
        return try .ok(dto, version: dto.version)
    }

    private func verifyAssignment(_ call: Call) async throws -> Response {
        let principal = try call.signedIn()
        let id: AssignmentID = try call.path("id")
        return try await journal.transact(call) { [self] unit in
            guard let owner = try await store.owner(of: id, unit) else { throw Problem.notFound }
            guard principal.isStaff || principal.isCoordinator(of: owner.agency) else {
                // Who may not know of it learns no more than that.
                throw principal.personID == owner.person ? Problem.forbidden : Problem.notFound
            }
            guard try await store.survivor(of: owner.person, unit) != principal.personID else {
                throw Problem.forbidden("Somebody else has to verify your own assignment.")
            }
            let stored = try await store.change(owner.person, in: unit, at: call.now) { person in
                if let held = person.assignments.first(where: { $0.id == id }) {
                    try call.requireMatch(held.version)
                }
                return .verifyAssignment(id)
            }
            guard let verified = stored?.person.assignments.first(where: { $0.id == id }) else {
                throw Problem.notFound
            }
            store.audit(
                AuditEntry(
                    at: call.now, actor: principal.personID, action: "assignment.verified", subject: id.description),
                unit)
            return try .ok(AssignmentDTO(verified, of: owner.person), version: verified.version)
        }
    }
}
