import Configuration
import Contracts
import Primitives
import RulePacks

/// What accounts reads of its configuration, once, at start.
struct AccountsConfig: Sendable {
    /// A2: sign-up makes an account only after the mailed link was used.
    var verifiesEmail: Bool
    /// A3: sign-up asks for a proof of work.
    var asksChallenge: Bool
    /// The largest number a client may have to try.
    var challengeHardest: Int
    var issuer: String
    /// Where the links in mails lead.
    var site: String?
    var accessLifetime: Int
    var refreshLifetime: Int
    /// Whether failed sign-ins make the next try wait.
    var limitsRates: Bool
}

extension AccountsConfig {
    static let keys: [ConfigurationKey] = [
        RulePack.setting(of: .accounts),
        .flag(
            "ACCOUNTS_EMAIL_VERIFICATION", default: false,
            "Whether sign-up mails a link that must be used before there is an account."
        ).inProduction(default: "on"),
        .flag("ACCOUNTS_CHALLENGE", default: false, "Whether sign-up asks for a proof of work (ALTCHA).")
            .inProduction(default: "on"),
        .int(
            "ACCOUNTS_CHALLENGE_HARDEST", default: 100_000, in: 1_000...100_000_000,
            "The largest number that a proof of work may have to try."),
        .string(
            "ACCOUNTS_SITE", as: .url,
            "The association's site, which has the pages that links in mails lead to (/verify?token=, "
                + "/password-reset, /password-reset/confirm?token=); without it mails bring the code alone."),
        .duration(
            "ACCOUNTS_ACCESS_TOKEN_LIFETIME", default: "15m", in: .seconds(60)...(.seconds(86_400)),
            "How long an access token is good."),
        .duration(
            "ACCOUNTS_REFRESH_TOKEN_LIFETIME", default: "30d", in: .seconds(3600)...(.seconds(366 * 86_400)),
            "How long a refresh token that is not used is good."),
        .int(
            "ACCOUNTS_PASSWORD_QUEUE", default: 256, in: 8...10_000,
            "Passwords that may be hashed or wait for it at a time; more sign-ins are answered 503."),
        .string(
            "ACCOUNTS_BOOTSTRAP_ADMIN_EMAIL", as: .email, "The first administrator, made at start while there is none."
        ).together(with: "ACCOUNTS_BOOTSTRAP_ADMIN_PASSWORD"),
        .secret("ACCOUNTS_BOOTSTRAP_ADMIN_PASSWORD", minimumLength: 8, "The first administrator's password."),
        .secret(
            "ACCOUNTS_SIGNING_KEY_SECRET", minimumLength: 16, required: .inProduction,
            "What the private signing keys are sealed under in the database."),
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
