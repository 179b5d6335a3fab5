import Configuration
import Contracts
import HTTPClient
import RulePacks

/// The service's own settings.
enum RegistrationConfig {
    static let webhookSecret = ConfigurationKey.secret(
        "REGISTRATION_PAYMENT_WEBHOOK_SECRET", minimumLength: 8,
        "Signs the payment provider's webhooks; without it the webhook's route is not offered.")

    static let stripeKey = ConfigurationKey.secret(
        "REGISTRATION_STRIPE_SECRET_KEY", minimumLength: 8,
        "Stripe's secret key: with it cards are taken and refunds carried out."
    ).together(with: stripeWebhookSecret.name)

    static let stripeWebhookSecret = ConfigurationKey.secret(
        "REGISTRATION_STRIPE_WEBHOOK_SECRET", minimumLength: 8, "Signs Stripe's webhooks.")

    static let stripeURL = ConfigurationKey.string(
        "REGISTRATION_STRIPE_URL", as: .url, default: "https://api.stripe.com",
        "Where Stripe's interface is; https, except on this machine.")

    static let stripeTimeout = ConfigurationKey.duration(
        "REGISTRATION_STRIPE_TIMEOUT", default: "8s", in: .seconds(1)...(.seconds(12)),
        "How long a request to Stripe may take.")

    /// The card provider that the settings name; nil for none.
    ///
    /// - Throws: `ConfigurationError` when the secret key would travel in the clear.
    static func cards(_ configuration: Configuration, _ client: HTTPClient) throws -> (any PaymentProvider)? {
        guard let key = configuration.optionalSecret(stripeKey) else { return nil }
        var url = configuration.string(stripeURL)
        while url.hasSuffix("/") { url.removeLast() }
        let isLocal = ["http://127.0.0.1:", "http://localhost:"].contains { url.hasPrefix($0) }
        guard url.hasPrefix("https://") || isLocal else {
            throw ConfigurationError(problems: ["\(stripeURL.name) must begin with https://"])
        }
        return StripeProvider(
            client: client, secretKey: key, url: url, timeout: configuration.duration(stripeTimeout))
    }

    static let site = ConfigurationKey.string(
        "REGISTRATION_SITE", as: .url,
        "The association's site, which has the pages that links in mails lead to (/registrations/ID, /invoices/ID, "
            + "/offerings, /offerings/ID, /host-requests/ID, /registrations/ID/evaluation); without it mails have none."
    )

    static let keys = [
        webhookSecret, RulePack.setting(of: .registration), stripeKey, stripeWebhookSecret, stripeURL, stripeTimeout,
        site,
    ]
}
