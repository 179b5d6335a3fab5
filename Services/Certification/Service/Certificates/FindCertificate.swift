import CertificationDomain
import Primitives
import UseCases

/// Finds a certificate for its download: by its owner after the evaluation, or by staff and auditors (F2, F4).
struct FindCertificate: Sendable {
    let certificates: CertificateRepository
    let evaluations: EvaluationRepository
    let people: PersonRepository

    /// - Throws: `NotFound`, also for everybody else; `CertificateRejection`.
    func callAsFunction(_ id: CertificateID, for principal: Principal) async throws -> Certificate {
        Rule.keep(.F2, .F4)
        guard let certificate = try await certificates.find(id) else { throw NotFound() }
        let isOwner = try await people.isSame(principal.personID, certificate.completion.person)
        guard isOwner || principal.readsAsStaff else { throw NotFound() }
        let evaluation = isOwner ? try await standing(of: certificate.completion) : .notRequired
        if let rejection = certificate.status.downloadRejection(evaluation) { throw rejection }
        return certificate
    }

    private func standing(of completion: Completion) async throws -> EvaluationStanding {
        var isCompleted = false
        if let registration = completion.registration { isCompleted = try await evaluations.isCompleted(registration) }
        return EvaluationStanding(
            imported: completion.imported, registration: completion.registration, isCompleted: isCompleted)
    }
}
