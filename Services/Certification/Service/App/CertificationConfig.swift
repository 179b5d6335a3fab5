import Configuration
import Contracts
import RulePacks

/// The settings of this service alone.
enum CertificationConfig {
    static let publicURL = "CERTIFICATION_PUBLIC_URL"

    static let keys: [ConfigurationKey] = [
        .string(
            publicURL, as: .url, default: "http://127.0.0.1:8083",
            "Where the public reaches this service; it stands in the QR code of every certificate."),
        RulePack.setting(of: .certification),
    ]
}
