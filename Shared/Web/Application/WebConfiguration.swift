/// The settings of a `WebApplication`, which `ServiceMain` reads from the environment.
package struct WebConfiguration: Sendable {
    /// The document's title, `Muster accounts`.
    package var title: String
    /// The document's description, Markdown.
    package var description = ""
    package var version = "1.0.0"
    /// Origins that browsers may call from; none by default.
    package var corsOrigins: Set<String> = []
    /// Nil: there is no limit.
    package var rateLimits: RateLimits? = RateLimits()
    /// Addresses of proxies whose `X-Forwarded-For` is believed.
    package var trustedProxies: Set<String> = []
    /// Clients reach us by HTTPS, so tell them to stay with it.
    package var isBehindTLS = false
    /// What is done about an answer that its endpoint's document does not know.
    package var answerCheck = AnswerCheck.standard

    package init(title: String) {
        self.title = title
    }
}

/// Whether answers are held against their document before they are sent. It costs a parse of each.
package enum AnswerCheck: Sendable {
    case off
    /// The mismatch is logged.
    case log
    /// The mismatch is logged and answered with 500, so that a test cannot miss it.
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
