import AccountsDomain
import HTTP
import JSONSchema
import JSONTree
import Mail
import Messaging
import Postgres
import Primitives
import Web

/// A forgotten or never set password: asked for by address, set by the mailed code.
extension AccountsAPI {
    var passwordEndpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/v1/password-resets", "Ask for a new password",
                description: "The answer is the same whether the address is known or not.", access: .anyone,
                body: .json(EmailDTO.schema), answers: [.accepted(AcceptedDTO.schema)], rate: .sensitive,
                handler: requestReset),
            Endpoint(
                .post, "/v1/password-resets/confirm", "Set a new password by the mailed code", access: .anyone,
                body: .json(NewPasswordDTO.schema(minimum: store.rules.shortestPassword)),
                answers: [.ok(AcceptedDTO.schema)], problems: [.codeInvalid, .passwordTooWeak], rate: .sensitive,
                handler: confirmReset),
        ]
    }

    /// The same write for every address; who has it is looked up later, so the answer's time tells nothing.
    private func requestReset(_ call: Call) async throws -> Response {
        let asked: EmailDTO = try call.decode()
        if let email = EmailAddress(asked.email) {
            try await journal.update(trace: call.trace) { [self] unit in
                store.askReset(email, at: call.now, unit)
                outbox.wake(with: unit)
            }
        }
        return try .accepted(AcceptedDTO.accepted)
    }

    /// The new password ends every sign-in that there is: whoever knew the old one is out.
    private func confirmReset(_ call: Call) async throws -> Response {
        let asked: NewPasswordDTO = try call.decode()
        try store.policy(at: call.now).passwordPolicy.check(asked.password, of: nil)
        let hash = try await hash(asked.password)
        try await journal.update(trace: call.trace) { [self] unit in
            guard let code = try await store.takeCode(asked.token, for: [.passwordReset], at: call.now, unit),
                let owner = code.personID
            else { throw Problem(.codeInvalid) }
            unit.sql.enqueue("UPDATE account SET password_hash = \(hash) WHERE person_id = \(owner)")
            try await store.endSignIns(of: try await store.survivor(of: owner, unit), at: call.now, unit)
            store.audit(
                AuditEntry(at: call.now, actor: owner, action: "password.reset", subject: owner.description), unit)
        }
        return try .ok(AcceptedDTO(status: "changed"))
    }
}
