import CertificationDomain
import HTTP
import Idempotency
import Messaging
import Primitives
import UseCases
import Web

/// The training hours that applicants claim (G6).
struct CreditRoutes: Sendable {
    let journal: Journal
    let claimCredit: ClaimCredit

    init(_ parts: CertificationParts) {
        journal = parts.journal
        let applications = ApplicationRepository(database: parts.database)
        claimCredit = ClaimCredit(
            applications: applications, credits: CreditRepository(),
            lock: ApplicationLock(applications: applications, people: PersonRepository(database: parts.database)))
    }

    var claim: Operation {
        Operation(
            "Claim training hours", access: .signedIn, body: .json(NewCreditDTO.self),
            answers: [.created(CreditDTO.self)], problems: [.applicationState, .datesReversed], idempotent: true
        ) { call in
            let credit = try call.decode(NewCreditDTO.self).credit(.new())
            let command = ClaimCredit.Command(
                application: try call.path("id"), match: call.versionMatch(), credit: credit,
                by: try call.signedIn().personID)
            return try await journal.transact(call) { unit in
                try await claimCredit(command, at: call.now, in: unit)
                return try .created(
                    CreditDTO(credit), location: "/v1/practitioner-applications/\(command.application)",
                    version: credit.version)
            }
        }
    }
}
