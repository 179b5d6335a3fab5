import CertificationDomain
import HTTP
import Idempotency
import Messaging
import Primitives
import UseCases
import Web

/// Certificates: people list and download their own, staff reissue and revoke them (F2–F4).
struct CertificateRoutes: Sendable {
    let journal: Journal
    let certificates: CertificateRepository
    let findChart: FindChart
    let find: FindCertificate
    let issueOnDemand: IssueCertificateOnDemand
    let reissueCertificate: ReissueCertificate
    let revokeCertificate: RevokeCertificate

    init(_ parts: CertificationParts) {
        journal = parts.journal
        certificates = CertificateRepository(database: parts.database)
        let issuer = CertificateIssuer(parts)
        findChart = FindChart(charts: ChartRepository(database: parts.database))
        find = FindCertificate(
            certificates: certificates, evaluations: EvaluationRepository(database: parts.database),
            people: PersonRepository(database: parts.database))
        issueOnDemand = IssueCertificateOnDemand(certificates: certificates, issuer: issuer)
        reissueCertificate = ReissueCertificate(certificates: certificates, issuer: issuer)
        revokeCertificate = RevokeCertificate(certificates: certificates)
    }

    var chart: Operation {
        Operation(
            "List my certificates, the newest first", access: .signedIn, query: .paging,
            answers: [.page(of: ChartLineDTO.self)]
        ) { call in
            let limit = try call.limit()
            let lines = try await findChart(
                of: try call.signedIn().personID, after: try call.cursor()?.values(Day.self, CertificateID.self),
                limit: limit)
            return try .ok(
                Page(lines, limit: limit, item: ChartLineDTO.init, cursor: { Cursor($0.completedOn, $0.certificate) }))
        }
    }

    var document: Operation {
        Operation(
            "Download a certificate's document", access: .signedIn, answers: [.pdf],
            problems: [.evaluationRequired, .certificateNotValid], rate: .heavy
        ) { call in
            let certificate = try await find(try call.path("id"), for: try call.signedIn())
            if certificate.issue == nil {
                try await journal.update(trace: call.trace) { unit in
                    try await issueOnDemand(certificate.id, at: call.now, in: unit)
                }
            }
            guard let document = try await certificates.document(of: certificate.id) else { throw NotFound() }
            return .bytes("application/pdf", document, fileName: "certificate-\(certificate.code).pdf")
        }
    }

    var reissue: Operation {
        Operation(
            "Reissue a certificate with corrections", access: .staff, body: .json(ReasonDTO.self),
            answers: [.created(CertificateDTO.self)], problems: [.certificateNotValid], idempotent: true
        ) { call in
            let command = ReissueCertificate.Command(
                certificate: try call.path("id"), match: call.versionMatch(),
                reason: try call.decode(ReasonDTO.self).reason)
            return try await journal.transact(call) { unit in
                let certificate = try await reissueCertificate(command, at: call.now, in: unit)
                return try .created(
                    CertificateDTO(certificate), location: "/v1/certificates/\(certificate.id).pdf",
                    version: certificate.version)
            }
        }
    }

    var revocation: Operation {
        Operation(
            "Revoke a certificate and those that it superseded", access: .staff, body: .json(ReasonDTO.self),
            answers: [.ok(CertificateDTO.self)], problems: [.certificateNotValid], idempotent: true
        ) { call in
            let command = RevokeCertificate.Command(
                certificate: try call.path("id"), match: call.versionMatch(),
                reason: try call.decode(ReasonDTO.self).reason)
            return try await journal.transact(call) { unit in
                let certificate = try await revokeCertificate(command, at: call.now, in: unit)
                return try .ok(CertificateDTO(certificate), version: certificate.version)
            }
        }
    }
}
