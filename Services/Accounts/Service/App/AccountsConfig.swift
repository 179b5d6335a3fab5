import Configuration
import Contracts
import RulePacks

/// The service's own settings, read once at startup.
struct AccountsConfig: Sendable {
    /// Whether sign-up opens an account only after the mailed link was used (A2).
    var verifiesEmail: Bool
    /// Whether sign-up requires a proof of work (A3).
    var asksChallenge: Bool
    /// The largest number that a client may have to try.
    var challengeHardest: Int
    var issuer: String
    /// The site that the links in mails lead to.
    var site: String?
    /// In seconds.
    var accessLifetime: Int
    /// In seconds.
    var refreshLifetime: Int
    /// Whether failed sign-ins delay the next one.
    var limitsRates: Bool
}

extension AccountsConfig {
    static let keys: [ConfigurationKey] = [
        RulePack.setting(of: .accounts),
        .flag(
            "ACCOUNTS_EMAIL_VERIFICATION", default: false,
            "Whether sign-up mails a link that must be used to open the account."
        ).inProduction(default: "on"),
        .flag("ACCOUNTS_CHALLENGE", default: false, "Whether sign-up requires a proof of work (ALTCHA).")
            .inProduction(default: "on"),
        .int(
            "ACCOUNTS_CHALLENGE_HARDEST", default: 100_000, in: 1_000...100_000_000,
            "The largest number that a client may have to try for a proof of work."),
        .string(
            "ACCOUNTS_SITE", as: .url,
            "The association's site, which has the pages that links in mails lead to (/verify?token=, "
                + "/password-reset, /password-reset/confirm?token=); without it mails have only the code."),
        .duration(
            "ACCOUNTS_ACCESS_TOKEN_LIFETIME", default: "15m", in: .seconds(60)...(.seconds(86_400)),
            "The lifetime of an access token."),
        .duration(
            "ACCOUNTS_REFRESH_TOKEN_LIFETIME", default: "30d", in: .seconds(3600)...(.seconds(366 * 86_400)),
            "The lifetime of a refresh token that is not used."),
        .int(
            "ACCOUNTS_PASSWORD_QUEUE", default: 256, in: 8...10_000,
            "The number of passwords that are hashed or wait for it at a time; further sign-ins get 503."),
        .string(
            "ACCOUNTS_BOOTSTRAP_ADMIN_EMAIL", as: .email,
            "The first administrator, created at startup while there is none."
        ).together(with: "ACCOUNTS_BOOTSTRAP_ADMIN_PASSWORD"),
        .secret("ACCOUNTS_BOOTSTRAP_ADMIN_PASSWORD", minimumLength: 8, "The first administrator's password."),
        .secret(
            "ACCOUNTS_SIGNING_KEY_SECRET", minimumLength: 16, required: .inProduction,
            "Seals the private signing keys in the database."),
    ]

    init(_ configuration: Configuration) {
        verifiesEmail = configuration.bool("ACCOUNTS_EMAIL_VERIFICATION")
        asksChallenge = configuration.bool("ACCOUNTS_CHALLENGE")
        challengeHardest = configuration.int("ACCOUNTS_CHALLENGE_HARDEST")
        issuer = configuration.string("MUSTER_TOKEN_ISSUER")
        site = configuration.optionalString("ACCOUNTS_SITE")
        accessLifetime = Int(configuration.duration("ACCOUNTS_ACCESS_TOKEN_LIFETIME").components.seconds)
        refreshLifetime = Int(configuration.duration("ACCOUNTS_REFRESH_TOKEN_LIFETIME").components.seconds)
        limitsRates = configuration.bool("MUSTER_RATE_LIMITS")
    }
}
