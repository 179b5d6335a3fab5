import CertificationDomain
import HTTP
import JSONSchema
import Messaging
import Postgres
import Primitives
import Web

extension CertificationAPI {
    /// Public, rate-limited by address: a code cannot be guessed, and trying is slow (F5).
    var verificationEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/verify/{code}", "Is this certificate real?", access: .anyone,
                answers: [.ok(CertificateVerification.schema)], rate: .sensitive
            ) { [certificates] call in
                guard let found = try await certificates.verification(code: Self.code(call)) else {
                    throw Problem.notFound
                }
                return try .ok(found)
            },
            Endpoint(
                .get, "/v/{code}", "The verification page that a certificate's QR code leads to", access: .anyone,
                answers: [.html], rate: .sensitive
            ) { [certificates] call in
                guard let found = try await certificates.verification(code: Self.code(call)) else {
                    throw Problem.notFound
                }
                return .page(VerificationPage(certificate: found).html)
            },
        ]
    }

    /// Codes are read aloud and typed: case does not matter.
    private static func code(_ call: Call) throws -> String {
        try call.path("code", as: String.self).uppercased()
    }
}

/// The page that says whether a certificate is real: a heading, the facts, nothing else.
struct VerificationPage {
    let certificate: CertificateVerification

    var html: String {
        let (heading, color) =
            switch certificate.status {
            case "valid": ("This certificate is valid", "#1b6e3c")
            case "superseded": ("This certificate was replaced by a corrected one", "#8a5a00")
            default: ("This certificate was revoked", "#a11d1d")
            }
        let successor = certificate.supersededBy.map {
            "<p><a href=\"/v/\(htmlEscaped($0))\">The corrected certificate</a></p>"
        }
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>\(htmlEscaped(heading))</title><style>
            body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem;color:#1c1c1c}
            h1{color:\(color);font-size:1.6rem}dt{color:#595959}dd{margin:0 0 .8rem}</style></head><body>
            <h1>\(htmlEscaped(heading))</h1><dl>
            <dt>Name</dt><dd>\(htmlEscaped(certificate.name))</dd>
            <dt>Course</dt><dd>\(htmlEscaped(certificate.title))</dd>
            <dt>Hours</dt><dd>\(hoursText(Int((certificate.hours * 60).rounded())))</dd>
            <dt>Completed on</dt><dd>\(certificate.completedOn)</dd>
            <dt>Code</dt><dd>\(htmlEscaped(certificate.code))</dd></dl>
            \(successor ?? "")</body></html>
            """
    }
}
