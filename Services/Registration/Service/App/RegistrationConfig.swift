import ServiceKit

/// The service's own settings.
enum RegistrationConfig {
    static let webhookSecret = ConfigurationKey.secret(
        "REGISTRATION_PAYMENT_WEBHOOK_SECRET", minimumLength: 8,
        "Signs the payment provider's webhooks; without it the webhook's route is not offered.")

    static let site = ConfigurationKey.string(
        "REGISTRATION_SITE", as: .url, default: "http://127.0.0.1:8082", "The address that links in mails lead to.")

    static let keys = [webhookSecret, site]
}
