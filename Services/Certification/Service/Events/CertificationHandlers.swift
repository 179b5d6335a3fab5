import CertificationDomain
import Contracts
import Messaging
import Primitives

/// The effects of other services' facts, each applied once.
struct CertificationHandlers: Sendable {
    let certificates: CertificateRepository
    let evaluations: EvaluationRepository
    let issue: IssueCertificate
    let revokeVoided: RevokeVoidedCertificates

    init(_ parts: CertificationParts) {
        certificates = CertificateRepository(database: parts.database)
        evaluations = EvaluationRepository(database: parts.database)
        issue = IssueCertificate(certificates: certificates, issuer: CertificateIssuer(parts))
        revokeVoided = RevokeVoidedCertificates(certificates: certificates)
    }

    var all: [FactHandler] {
        [
            FactHandler(.completionRecorded, name: "certification.issue") { received, unit in
                try await issue(of: Completion(received.key, received.fact), at: received.time, in: unit)
            },
            FactHandler(.completionVoided, name: "certification.revokeVoided") { received, unit in
                try await revokeVoided(of: received.key, at: received.time, in: unit)
            },
            FactHandler(.evaluationCompleted, name: "certification.evaluation") { received, unit in
                evaluations.insert(received.key, at: received.time, in: unit)
            },
            FactHandler(.personErased, name: "certification.erase") { received, unit in
                certificates.erase(received.key, in: unit)
            },
        ]
    }
}
