import Configuration
import Contracts
import RulePacks

/// The service's own settings.
enum CertificationConfig {
    static let publicURL = "CERTIFICATION_PUBLIC_URL"

    static let keys: [ConfigurationKey] = [
        .string(
            publicURL, as: .url, default: "http://127.0.0.1:8083",
            "The public address of this service, which the QR code of every certificate contains."),
        RulePack.setting(of: .certification),
    ]
}
