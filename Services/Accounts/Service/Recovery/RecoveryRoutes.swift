import AccountsDomain
import Messaging
import Primitives
import UseCases
import Web

/// New passwords: by a mailed code, or with the office's help (A6).
struct RecoveryRoutes: Sendable {
    let journal: Journal
    let shortestPassword: Int
    let requestReset: RequestPasswordReset
    let resetPassword: ResetPassword
    let giveCode: GiveRecoveryCode

    init(_ parts: AccountsParts) {
        journal = parts.journal
        shortestPassword = parts.policies.rules.shortestPassword
        let audit = AuditRepository(database: parts.database)
        requestReset = RequestPasswordReset(requests: ResetRequestRepository(), mail: parts.mail)
        resetPassword = ResetPassword(
            journal: parts.journal, policies: parts.policies, hasher: parts.hasher, codes: CodeRepository(),
            accounts: AccountRepository(database: parts.database), merges: MergeRepository(database: parts.database),
            sessions: Sessions(parts), audit: audit)
        giveCode = GiveRecoveryCode(
            people: PersonRepository(database: parts.database),
            power: PowerCheck(roles: RoleRepository(database: parts.database)), codes: CodeRepository(),
            mail: parts.mail, audit: audit)
    }

    var resetRequest: Operation {
        Operation(
            "Request a new password",
            description: "The answer is the same whether the e-mail address is known or not.", access: .anyone,
            body: .json(EmailDTO.self), answers: [.accepted(AcceptedDTO.self)], rate: .sensitive
        ) { call in
            if let email = EmailAddress(try call.decode(EmailDTO.self).email) {
                try await journal.update(trace: call.trace) { unit in requestReset(email, at: call.now, in: unit) }
            }
            return try .accepted(AcceptedDTO.accepted)
        }
    }

    var reset: Operation {
        Operation(
            "Set a new password by the mailed code", access: .anyone,
            body: .json(NewPasswordDTO.schema(minimum: shortestPassword)), answers: [.ok(AcceptedDTO.self)],
            problems: [.codeInvalid, .passwordTooWeak], rate: .sensitive
        ) { call in
            let new: NewPasswordDTO = try call.decode()
            let command = ResetPassword.Command(code: new.token, password: new.password)
            try await resetPassword(command, at: call.now, trace: call.trace)
            return try .ok(AcceptedDTO(status: "changed"))
        }
    }

    var code: Operation {
        Operation(
            "Give a code for a new password",
            description: "Valid once and for an hour, at `/v1/password-resets/confirm`. 403 when the person has roles "
                + "that the caller does not hold.",
            access: .staff, body: .json(ReasonDTO.self), answers: [.created(RecoveryDTO.self)], rate: .sensitive
        ) { call in
            let principal = try call.signedIn()
            let command = GiveRecoveryCode.Command(
                person: try call.path("id"), reason: try call.decode(ReasonDTO.self).reason, by: principal)
            // Without an Idempotency-Key, under which the code would be stored.
            let code = try await journal.update(trace: call.trace) { unit in
                try await giveCode(command, at: call.now, in: unit)
            }
            let expiresAt = call.now.adding(seconds: OneTimeCode.Purpose.passwordReset.lifetimeSeconds)
            return try .created(
                RecoveryDTO(code: code, expiresAt: expiresAt), location: "/v1/password-resets/confirm")
        }
    }
}
