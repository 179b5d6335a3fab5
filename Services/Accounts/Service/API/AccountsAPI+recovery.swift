import AccountsDomain
import HTTP
import JSONSchema
import JSONTree
import Mail
import Messaging
import Postgres
import Primitives
import UseCases
import Web

/// Locked out, and calls the office (A6): staff gives a code that sets a new password once. Nobody sees a password, the
/// reason is on file, and the account's owner is told.
extension AccountsAPI {
    var recoveryEndpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/v1/people/{id}/recovery", "Give a code for a new password",
                description: "Good once and for an hour, at `/v1/password-resets/confirm`. 403 when the person holds "
                    + "roles that the caller does not.", access: .staff,
                body: .json(ReasonDTO.schema), answers: [.created(RecoveryDTO.schema)], rate: .sensitive,
                handler: recover)
        ]
    }

    private func recover(_ call: Call) async throws -> Response {
        let principal = try call.signedIn()
        let id: PersonID = try call.path("id")
        let asked: ReasonDTO = try call.decode()
        // Not kept under an Idempotency-Key: the code must not rest in a table.
        return try await journal.update(trace: call.trace) { [self] unit in
            guard let stored = try await store.lock(id, unit), let email = EmailAddress(stored.person.profile.email)
            else { throw Problem.notFound }
            try await store.requirePower(of: principal, over: [id], unit)
            let code = OneTimeCode(purpose: .passwordReset, personID: id, content: [:])
            let text = store.addCode(code, at: call.now, unit)
            send(.recovery, to: email, at: call.now, unit)
            store.audit(
                AuditEntry(
                    at: call.now, actor: principal.personID, action: "person.recovery", subject: id.description,
                    reason: asked.reason), unit)
            return try .created(
                RecoveryDTO(
                    code: text, expiresAt: call.now.adding(seconds: OneTimeCode.Purpose.passwordReset.lifetimeSeconds)),
                location: "/v1/password-resets/confirm")
        }
    }
}

struct RecoveryDTO: Encodable, Sendable {
    let code: String
    let expiresAt: Instant

    static let schema = Schema.object(.required("code", .string()), .required("expiresAt", .dateTime))
}
