import AccountsDomain
import DomainClock
import FoundationEssentials
import HTTP
import Idempotency
import JSONSchema
import JSONTree
import Messaging
import Postgres
import Primitives
import RulePacks
import UseCases
import Web

/// Merge and its undo (A5): the losing person points at the surviving one; nothing is moved, so nothing is lost.
extension AccountsAPI {
    var mergeEndpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/v1/people/{id}/merge", "Merge a person into another",
                description:
                    "Both logins open the surviving person from the next token on. 403 when either holds roles that "
                    + "the caller does not.",
                access: .staff,
                body: .json(MergeRequestDTO.schema), answers: [.created(MergeDTO.schema)],
                problems: [
                    .personUnknown, Merge.Rejection.circular.code, PersonRejection.alreadyMerged.code,
                    PersonRejection.lastAdministrator.code,
                ], idempotent: true, handler: mergePeople),
            Endpoint(.get, "/v1/merges/{id}", "A merge", access: .staff, answers: [.ok(MergeDTO.schema)]) {
                [self] call in
                guard let merge = try await store.merge(try mergeID(call)) else { throw Problem.notFound }
                return try .ok(MergeDTO(merge), version: merge.version)
            },
            Endpoint(
                .post, "/v1/merges/{id}/undo", "Undo a merge", access: .staff,
                body: .json(.object(.optional("reason", .reason)), optional: true), answers: [.ok(MergeDTO.schema)],
                problems: [
                    Merge.Rejection.alreadyUndone.code, Merge.Rejection.undoWindowOver.code,
                    PersonRejection.notMerged.code,
                ], handler: undoMerge),
        ]
    }

    private func mergeID(_ call: Call) throws -> UUID {
        guard let id = UUID(uuidString: try call.path("id", as: String.self)) else { throw Problem.notFound }
        return id
    }

    private func mergePeople(_ call: Call) async throws -> Response {
        let principal = try call.signedIn()
        let losing: PersonID = try call.path("id")
        let asked: MergeRequestDTO = try call.decode()
        let id = UUID.version7()
        return try await journal.transact(call) { [self] unit in
            let into = try await store.mergedInto(from: asked.into, unit)
            let survivor = try Merge.target(of: losing, wanted: asked.into, into: into)
            guard try await !store.isLastAdministrator(losing, unit) else {
                throw PersonRejection.lastAdministrator
            }
            // Both rows in the order of their ids, so that two merges at once wait instead of deadlocking.
            for person in [losing, survivor].sorted() where try await store.lock(person, unit) == nil {
                throw person == losing ? Problem.notFound : Problem(.personUnknown)
            }
            try await store.requirePower(of: principal, over: [losing, survivor], unit)
            _ = try await store.change(losing, in: unit, at: call.now) { _ in .mergeInto(survivor) }
            try await store.endSignIns(of: losing, at: call.now, unit)
            let merge = StoredMerge(
                id: id, merge: Merge(losing: losing, surviving: survivor, on: store.zone.day(of: call.now)),
                reason: asked.reason, undoneOn: nil)
            store.add(merge, unit)
            store.audit(
                AuditEntry(
                    at: call.now, actor: principal.personID, action: "person.merged", subject: losing.description,
                    reason: asked.reason, details: ["into": .string(survivor.description)]), unit)
            return try .created(
                MergeDTO(merge), location: "/v1/merges/\(id.uuidString.lowercased())", version: merge.version)
        }
    }

    private func undoMerge(_ call: Call) async throws -> Response {
        let principal = try call.signedIn()
        let id = try mergeID(call)
        let today = store.zone.day(of: call.now)
        return try await journal.transact(call) { [self] unit in
            guard let stored = try await store.lockMerge(id, unit) else { throw Problem.notFound }
            try call.requireMatch(stored.version)
            try await store.requirePower(of: principal, over: [stored.merge.losing, stored.merge.surviving], unit)
            try stored.merge.checkUndo(today: today, policy: store.rules.policy(on: today))
            _ = try await store.change(stored.merge.losing, in: unit, at: call.now) { _ in .unmerge }
            try await store.endSignIns(of: stored.merge.surviving, at: call.now, unit)
            store.markUndone(id, on: today, unit)
            store.audit(
                AuditEntry(
                    at: call.now, actor: principal.personID, action: "person.unmerged",
                    subject: stored.merge.losing.description,
                    reason: call.json["reason"]?.string), unit)
            var merge = stored.merge
            merge.isUndone = true
            let undone = StoredMerge(id: id, merge: merge, reason: stored.reason, undoneOn: today)
            return try .ok(MergeDTO(undone), version: undone.version)
        }
    }
}

struct MergeRequestDTO: Decodable, Sendable {
    let into: PersonID
    let reason: String

    static let schema = Schema.object(.required("into", .uuid), .required("reason", .reason))
}

struct MergeDTO: Encodable, Sendable {
    let id: String
    let losing: PersonID
    let into: PersonID
    let reason: String
    let mergedOn: Day
    @Nullable var undoneOn: Day?
    let version: Int

    static let schema = Schema.object(
        .required("id", .uuid), .required("losing", .uuid), .required("into", .uuid),
        .required("reason", .string(maxLength: 4000)), .required("mergedOn", .date), .nullable("undoneOn", .date),
        .required("version", .integer(min: 1)))

    init(_ merge: StoredMerge) {
        id = merge.id.uuidString.lowercased()
        losing = merge.merge.losing
        into = merge.merge.surviving
        reason = merge.reason
        mergedOn = merge.merge.on
        undoneOn = merge.undoneOn
        version = merge.version
    }
}
