import ServiceKit

/// The service's own settings.
enum RegistrationConfig {
    static let webhookSecret = ConfigurationKey.secret(
        "REGISTRATION_PAYMENT_WEBHOOK_SECRET", minimumLength: 8,
        "Signs the payment provider's webhooks; without it the webhook's route is not offered.")

    static let keys = [webhookSecret]
}
