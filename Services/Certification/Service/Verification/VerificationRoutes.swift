import HTTP
import Web

/// The verification of certificates, as data and as a page (F5). Requests are limited by address, as codes are secrets.
struct VerificationRoutes: Sendable {
    let verify: VerifyCertificate

    init(_ parts: CertificationParts) {
        verify = VerifyCertificate(verifications: VerificationRepository(database: parts.database))
    }

    var answer: Operation {
        Operation(
            "Verify a certificate", access: .anyone, answers: [.ok(VerificationDTO.self)], rate: .sensitive
        ) { call in
            try .ok(VerificationDTO(try await verify(try call.path("code"))))
        }
    }

    var page: Operation {
        Operation(
            "Show the verification page that a certificate's QR code names", access: .anyone, answers: [.html],
            rate: .sensitive
        ) { call in
            .page(VerificationPage(certificate: try await verify(try call.path("code"))).html)
        }
    }
}
