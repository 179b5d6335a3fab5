import AccountsDomain
import FoundationEssentials
import Idempotency
import Messaging
import Primitives
import UseCases
import Web

/// Merges of two accounts of one person, and their undo (A5).
struct MergeRoutes: Sendable {
    let journal: Journal
    let merges: MergeRepository
    let mergePeople: MergePeople
    let undoMerge: UndoMerge

    init(_ parts: AccountsParts) {
        journal = parts.journal
        merges = MergeRepository(database: parts.database)
        let changes = PersonChanges(parts)
        let roles = RoleRepository(database: parts.database)
        let audit = AuditRepository(database: parts.database)
        mergePeople = MergePeople(
            changes: changes, merges: merges, roles: roles, sessions: Sessions(parts), audit: audit)
        undoMerge = UndoMerge(
            changes: changes, merges: merges, power: PowerCheck(roles: roles), sessions: Sessions(parts), audit: audit)
    }

    var merge: Operation {
        Operation(
            "Merge a person into another",
            description: "Both logins open the surviving person from the next token on. 403 when one of the two has "
                + "roles that the caller does not hold.",
            access: .staff, body: .json(NewMergeDTO.self), answers: [.created(MergeDTO.self)],
            problems: [
                .personUnknown, Merge.Rejection.circular.code, PersonRejection.alreadyMerged.code,
                PersonRejection.lastAdministrator.code,
            ], idempotent: true
        ) { call in
            let principal = try call.signedIn()
            let new: NewMergeDTO = try call.decode()
            let command = MergePeople.Command(
                losing: try call.path("id"), into: new.into, reason: new.reason, by: principal)
            return try await journal.transact(call) { unit in
                let dto = MergeDTO(try await mergePeople(command, at: call.now, in: unit))
                return try .created(dto, location: "/v1/merges/\(dto.id)", version: dto.version)
            }
        }
    }

    var one: Operation {
        Operation("Show a merge", access: .staff, answers: [.ok(MergeDTO.self)]) { call in
            guard let stored = try await merges.find(try Self.id(call)) else { throw NotFound() }
            return try .ok(MergeDTO(stored), version: stored.version)
        }
    }

    var undo: Operation {
        Operation(
            "Undo a merge", access: .staff, body: .json(MergeUndoDTO.self, optional: true),
            answers: [.ok(MergeDTO.self)],
            problems: [
                Merge.Rejection.alreadyUndone.code, Merge.Rejection.undoWindowOver.code,
                PersonRejection.notMerged.code,
            ]
        ) { call in
            let principal = try call.signedIn()
            let command = UndoMerge.Command(
                merge: try Self.id(call), match: call.versionMatch(),
                reason: try call.decode(MergeUndoDTO.self).reason, by: principal)
            return try await journal.transact(call) { unit in
                let stored = try await undoMerge(command, at: call.now, in: unit)
                return try .ok(MergeDTO(stored), version: stored.version)
            }
        }
    }

    private static func id(_ call: Call) throws -> UUID {
        guard let id = UUID(uuidString: try call.path("id", as: String.self)) else { throw NotFound() }
        return id
    }
}

extension ProblemCode {
    static let personUnknown = ProblemCode("personUnknown", "The person does not exist")
}

extension Merge.Rejection: ProblemConvertible {
    var code: ProblemCode {
        switch self {
        case .circular: PersonRejection.mergeIntoItself.code
        case .alreadyUndone: ProblemCode("alreadyUndone", "The merge is already undone")
        case .undoWindowOver: ProblemCode("undoWindowOver", "The time in which the merge could be undone is over")
        }
    }

    var problem: Problem { Problem(code) }
}

extension MergePeople.PersonUnknown: ProblemConvertible {
    var problem: Problem { Problem(.personUnknown) }
}
