import CertificationDomain
import Contracts
import Messaging
import Primitives

/// Issues the document of a registered certificate, for the use cases that do so (F4).
struct CertificateIssuer: Sendable {
    let certificates: CertificateRepository
    let sources: CertificateSourceRepository
    let layout: CertificateLayout

    init(_ parts: CertificationParts) {
        certificates = CertificateRepository(database: parts.database)
        sources = CertificateSourceRepository()
        layout = parts.layout
    }

    /// Issues the document of a locked or new certificate, and publishes that.
    ///
    /// - Returns: the certificate as it is stored; nil if the person was erased, so that there is no document.
    /// - Throws: `Deferred` until the course, the class and the name have arrived from their services (C4); `Poison`
    ///   for a malformed course code.
    func issue(_ certificate: Certificate, at now: Instant, in unit: UnitOfWork) async throws -> Certificate? {
        guard let snapshot = try await snapshot(of: certificate.completion, in: unit) else { return nil }
        var certificate = certificate
        guard certificate.issue(snapshot, at: now) else { return certificate }
        let document = try await layout.render(snapshot, code: certificate.code, issuedAt: now)
        certificate = try certificates.save(certificate, in: unit)
        certificates.insert(document, of: certificate.id, in: unit)
        unit.publish(.certificateIssued, certificate, at: now)
        return certificate
    }

    private func snapshot(of completion: Completion, in unit: UnitOfWork) async throws -> CertificateSnapshot? {
        let parts = try await sources.find(for: completion, from: unit.sql)
        guard let course = parts.course else {
            guard let code = CourseCode(completion.course) else { throw Poison("malformed course code") }
            throw Deferred(until: .course, of: code)
        }
        if let offering = completion.offering, parts.startsOn == nil { throw Deferred(until: .offering, of: offering) }
        guard let name = parts.name else { throw Deferred(until: .profile, of: completion.person) }
        guard !name.isErased else { return nil }
        return CertificateSnapshot(
            personName: name.full, courseTitle: course.title, editionName: course.editionName,
            minutes: completion.minutes, startsOn: parts.startsOn, completedOn: completion.completedOn)
    }
}
