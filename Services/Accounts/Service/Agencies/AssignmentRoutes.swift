import AccountsDomain
import Idempotency
import JSONSchema
import Messaging
import Primitives
import UseCases
import Web

/// A person's assignments to agencies: stated by the person, verified by the agency or staff (A8).
struct AssignmentRoutes: Sendable {
    let journal: Journal
    let find: FindAssignments
    let add: AddAssignment
    let revise: ChangeAssignment
    let verify: VerifyAssignment

    init(_ parts: AccountsParts) {
        journal = parts.journal
        let changes = PersonChanges(parts)
        let assignments = AssignmentRepository()
        let merges = MergeRepository(database: parts.database)
        find = FindAssignments(people: changes.people)
        add = AddAssignment(agencies: AgencyRepository(database: parts.database), changes: changes)
        revise = ChangeAssignment(assignments: assignments, merges: merges, changes: changes)
        verify = VerifyAssignment(
            assignments: assignments, merges: merges, changes: changes,
            audit: AuditRepository(database: parts.database))
    }

    var addition: Operation {
        Operation(
            "State an assignment", access: .signedIn, body: .json(NewAssignmentDTO.self),
            answers: [.created(AssignmentDTO.self)],
            problems: [.agencyUnknown, .notFound] + PersonRejection.assignmentCodes, idempotent: true
        ) { call in
            let person = try call.person()
            let new: NewAssignmentDTO = try call.decode()
            let command = AddAssignment.Command(person: person, assignment: new.assignment(.new()))
            return try await journal.transact(call) { unit in
                let dto = AssignmentDTO(try await add(command, at: call.now, in: unit))
                return try .created(dto, location: "/v1/me/assignments/\(dto.id)", version: dto.version)
            }
        }
    }

    var list: Operation {
        Operation(
            "List one's own assignments", access: .signedIn, query: .paging, answers: [.page(of: AssignmentDTO.self)],
            problems: [.notFound]
        ) { call in
            let after = try call.cursor()?.values(AssignmentID.self)
            let limit = try call.limit()
            let rest = try await find(of: try call.person()).filter { owned in
                after.map { $0 < owned.assignment.id } ?? true
            }
            return try .ok(
                Page(
                    Array(rest.prefix(limit + 1)), limit: limit, item: AssignmentDTO.init,
                    cursor: { Cursor($0.assignment.id) }))
        }
    }

    var one: Operation {
        Operation("Show one of one's own assignments", access: .signedIn, answers: [.ok(AssignmentDTO.self)]) { call in
            let id: AssignmentID = try call.path("id")
            guard let owned = try await find(of: try call.person()).first(where: { $0.assignment.id == id }) else {
                throw NotFound()
            }
            return try .ok(AssignmentDTO(owned), version: owned.assignment.version)
        }
    }

    var change: Operation {
        Operation(
            "Change or end an assignment",
            description: "A first end and other schools leave the assignment verified; any other change does not.",
            access: .signedIn, body: .json(AssignmentPatchDTO.self), answers: [.ok(AssignmentDTO.self)],
            problems: PersonRejection.assignmentCodes
        ) { call in
            let caller = try call.person()
            let patch: AssignmentPatchDTO = try call.decode()
            let command = ChangeAssignment.Command(
                assignment: try call.path("id"), match: call.versionMatch(), revise: patch.revised, by: caller)
            return try await journal.transact(call) { unit in
                let dto = AssignmentDTO(try await revise(command, at: call.now, in: unit))
                return try .ok(dto, version: dto.version)
            }
        }
    }

    var verification: Operation {
        Operation(
            "Verify an assignment",
            description: "For coordinators of its agency and for staff, but not for the person's own assignment.",
            access: .signedIn, body: .json(.object(), optional: true), answers: [.ok(AssignmentDTO.self)],
            problems: PersonRejection.assignmentCodes
        ) { call in
            let command = VerifyAssignment.Command(
                assignment: try call.path("id"), match: call.versionMatch(), by: try call.signedIn())
            return try await journal.transact(call) { unit in
                let dto = AssignmentDTO(try await verify(command, at: call.now, in: unit))
                return try .ok(dto, version: dto.version)
            }
        }
    }
}
