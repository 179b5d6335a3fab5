import CertificationDomain
import Primitives
import Web

/// The page that shows whether a certificate is valid (F5).
struct VerificationPage {
    let certificate: Verification

    var html: String {
        let (heading, color) =
            switch certificate.status {
            case .valid: ("This certificate is valid", "#1b6e3c")
            case .superseded: ("This certificate was replaced by a corrected one", "#8a5a00")
            case .revoked: ("This certificate was revoked", "#a11d1d")
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
            <dt>Hours</dt><dd>\(hoursText(certificate.minutes))</dd>
            <dt>Completed on</dt><dd>\(certificate.completedOn)</dd>
            <dt>Code</dt><dd>\(htmlEscaped(certificate.code))</dd></dl>
            \(successor ?? "")</body></html>
            """
    }
}
