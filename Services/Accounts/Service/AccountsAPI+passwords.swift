import AccountsDomain
import HTTP
import JSONSchema
import Messaging
import Postgres
import Primitives
import ServiceKit

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
                body: .json(NewPasswordDTO.schema(minimum: store.rules.passwordPolicy.minimumLength)),
                answers: [.ok(AcceptedDTO.schema)], problems: [.codeInvalid, .passwordTooWeak], rate: .sensitive,
                handler: confirmReset),
        ]
    }

    private func requestReset(_ call: Call) async throws -> Response {
        let asked: EmailDTO = try call.decode()
        guard let email = EmailAddress(asked.email) else { return try .accepted(AcceptedDTO.accepted) }
        try await journal.update(trace: call.trace) { [self] unit in
            guard let owner = try await store.owner(of: email, unit) else { return }
            let code = OneTimeCode(purpose: .passwordReset, personID: owner, content: ["email": .string(email.key)])
            let text = store.addCode(code, at: call.now, unit)
            send(.passwordReset(to: email, token: text, site: settings.site), at: call.now, unit)
        }
        return try .accepted(AcceptedDTO.accepted)
    }

    /// The new password ends every sign-in that there is: whoever knew the old one is out.
    private func confirmReset(_ call: Call) async throws -> Response {
        let asked: NewPasswordDTO = try call.decode()
        try store.rules.passwordPolicy.check(asked.password, of: nil)
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
