import JSONTree
import Messaging
import Primitives
import Web

/// Sign-up, and the confirmation of e-mail addresses (A2–A4).
struct SignUpRoutes: Sendable {
    let journal: Journal
    let challengeKey: SharedSecret
    let hardest: Int
    let shortestPassword: Int
    let requestAccount: RequestAccount
    let confirm: ConfirmEmailAddress

    init(_ parts: AccountsParts) {
        journal = parts.journal
        challengeKey = parts.challengeKey
        hardest = parts.settings.challengeHardest
        shortestPassword = parts.policies.rules.shortestPassword
        let changes = PersonChanges(parts)
        let accounts = AccountRepository(database: parts.database)
        let open = OpenAccount(people: changes.people, accounts: accounts)
        requestAccount = RequestAccount(
            journal: parts.journal, policies: parts.policies, settings: parts.settings, hasher: parts.hasher,
            challengeKey: parts.challengeKey, challenges: ChallengeRepository(database: parts.database),
            accounts: accounts, codes: CodeRepository(), open: open, mail: parts.mail)
        confirm = ConfirmEmailAddress(codes: CodeRepository(), changes: changes, open: open)
    }

    var challenge: Operation {
        Operation(
            "Create a proof of work for sign-up",
            description: "In the ALTCHA scheme. Find `number` from 0 to `maxnumber` whose SHA-256 of salt and number "
                + "is `challenge`; send back base64 of the JSON of algorithm, challenge, number, salt, signature.",
            access: .anyone, answers: [.ok(Challenge.self)]
        ) { call in
            try .ok(Challenge.make(key: try await challengeKey.bytes(), hardest: hardest, at: call.now))
        }
    }

    var request: Operation {
        Operation(
            "Request an account",
            description: "The answer is the same whether the e-mail address is new or known; its owner gets a mail.",
            access: .anyone, body: .json(SignUpDTO.schema(minimum: shortestPassword)),
            answers: [.accepted(AcceptedDTO.self)], problems: [.challengeFailed, .emailUnusable, .passwordTooWeak]
        ) { call in
            let new: SignUpDTO = try call.decode()
            try await requestAccount(
                RequestAccount.Command(
                    email: new.email, password: new.password, givenName: new.givenName, familyName: new.familyName,
                    kind: new.kind, challenge: new.challenge), at: call.now, trace: call.trace)
            return try .accepted(AcceptedDTO.accepted)
        }
    }

    var confirmation: Operation {
        Operation(
            "Confirm an e-mail address by the mailed code", access: .anyone, body: .json(CodeDTO.self),
            answers: [.ok(AcceptedDTO.self)], problems: [.codeInvalid]
        ) { call in
            let token = try call.decode(CodeDTO.self).token
            do {
                try await journal.update(trace: call.trace) { unit in
                    try await confirm(token, at: call.now, in: unit)
                }
            } catch  where AccountRepository.isTaken(error) {
                throw SignUpRejection.codeInvalid
            }
            return try .ok(AcceptedDTO(status: "verified"))
        }
    }
}
