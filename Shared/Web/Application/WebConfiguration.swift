/// The configuration of a `WebApplication`, which the service reads from its settings.
package struct WebConfiguration: Sendable {
    /// The document's title, such as `Muster accounts`.
    package var title: String
    /// The document's description, in Markdown.
    package var description = ""
    package var version = "1.0.0"
    /// The origins whose pages may call the API; none by default.
    package var corsOrigins: Set<String> = []
    /// Nil for no limits.
    package var rateLimits: RateLimits? = RateLimits()
    /// The addresses of proxies whose `X-Forwarded-For` is trusted.
    package var trustedProxies: Set<String> = []
    /// Whether clients use HTTPS, so that answers tell them to use only HTTPS.
    package var isBehindTLS = false
    /// The handling of an answer that its endpoint does not declare.
    package var answerCheck = AnswerCheck.standard

    package init(title: String) {
        self.title = title
    }
}

/// Whether answers are checked against their declaration before they are sent, which parses each of them.
package enum AnswerCheck: Sendable {
    case off
    /// The mismatch is logged.
    case log
    /// The mismatch is logged and answered with 500, so that a test fails.
    case refuse

    /// `refuse` in debug builds, `off` in release builds.
    package static var standard: AnswerCheck {
        #if DEBUG
        .refuse
        #else
        .off
        #endif
    }
}
