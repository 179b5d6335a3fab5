package import Configuration
package import Contracts

/// A service's mail settings, read once at startup.
package struct MailSettings: Sendable {
    package var sender: Mailbox
    /// The mail server; nil writes messages to the spool folder.
    package var server: SMTPServer?
    package var spool: String
    package var templates: String?
    /// The maximum number of messages per second.
    package var rate: Int

    /// Returns the settings for a service's list. Each may be set for all services or for one, as in
    /// `ACCOUNTS_MAIL_SENDER`.
    package static func keys(for service: ServiceName) -> [ConfigurationKey] {
        let keys: [ConfigurationKey] = [
            .string(
                "MAIL_SENDER", as: .mailbox, default: "Muster <noreply@muster.invalid>", "The From address of mails."),
            .string(
                "MAIL_SPOOL", default: ".muster/mail",
                "The folder that mails are written to if SMTP_SERVER is unset. Production requires one of them."
            ).inProduction(default: ""),
            .string("MAIL_TEMPLATES", "A folder with templates that replace the shipped ones: <service>/<kind>.mail."),
            .int(
                "MAIL_RATE", default: 50, in: 1...1000,
                "The maximum number of mails per second and process. It respects the mail server and the database."
            ),
            .string("SMTP_SERVER", "The mail server as host or host:port (587, 465 with tls, 25 with off)."),
            .choice(
                "SMTP_TLS", default: "starttls", of: SMTPServer.Encryption.allCases.map(\.rawValue),
                "The encryption: starttls (required of the server), tls from the first byte, off (same machine only)."
            ),
            .file("SMTP_TLS_CA_FILE", "Trusted certificates of the server, in PEM; the system's when unset."),
            .string("SMTP_USERNAME", "The user name for the mail server; no sign-in when unset.")
                .together(with: "SMTP_PASSWORD"),
            .secret("SMTP_PASSWORD", "The mail server's password."),
            .duration(
                "SMTP_TIMEOUT", default: "120s", in: .seconds(1)...(.seconds(900)),
                "The time limit for one message, from connecting to the server's reply."),
        ]
        return keys.map { $0.overridable(by: service) }
    }

    /// - Throws: `ConfigurationError` for settings that contradict each other.
    package init(_ configuration: Configuration) throws(ConfigurationError) {
        var problems: [String] = []
        spool = configuration.string("MAIL_SPOOL")
        templates = configuration.optionalString("MAIL_TEMPLATES")
        rate = configuration.int("MAIL_RATE")
        let text = configuration.string("MAIL_SENDER")
        sender = Mailbox(text) ?? Mailbox(address: "noreply@muster.invalid")
        server = Self.server(configuration, localName: sender.domain, &problems)
        if configuration.isProduction {
            if server == nil, spool.isEmpty {
                problems.append("SMTP_SERVER or MAIL_SPOOL is missing: one of them is required in production")
            }
            if server != nil, sender.domain.hasSuffix(".invalid") {
                problems.append("MAIL_SENDER is missing: mail servers do not accept mail from “\(text)”")
            }
        }
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
    }

    private static func server(
        _ configuration: Configuration, localName: String, _ problems: inout [String]
    ) -> SMTPServer? {
        guard let address = configuration.optionalString("SMTP_SERVER") else { return nil }
        let encryption = SMTPServer.Encryption(rawValue: configuration.string("SMTP_TLS")) ?? .starttls
        let standard =
            switch encryption {
            case .starttls: 587
            case .tls: 465
            case .off: 25
            }
        guard let (host, port) = parts(of: address, standard: standard) else {
            problems.append("SMTP_SERVER is neither host nor host:port (it is “\(address)”)")
            return nil
        }
        let password = configuration.optionalSecret("SMTP_PASSWORD")
        if password != nil, encryption == .off { problems.append("SMTP_TLS=off would send SMTP_PASSWORD unencrypted") }
        return SMTPServer(
            host: host, port: port, encryption: encryption, localName: localName,
            user: configuration.optionalString("SMTP_USERNAME"), password: password,
            trustFile: configuration.optionalString("SMTP_TLS_CA_FILE"), timeout: configuration.duration("SMTP_TIMEOUT")
        )
    }

    /// Parses `host`, `host:port` or `[2001:db8::1]:port`.
    static func parts(of address: String, standard: Int) -> (host: String, port: Int)? {
        var host = Substring(address)
        var port = standard
        if let colon = address.lastIndex(of: ":"), !address.hasSuffix("]") {
            guard let number = Int(address[address.index(after: colon)...]), (1...65_535).contains(number) else {
                return nil
            }
            (host, port) = (address[..<colon], number)
        }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        let name = isBracketed ? host.dropFirst().dropLast() : host
        let allowed = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
                || byte == 0x2E || (isBracketed && byte == 0x3A)
        }
        return !name.isEmpty && allowed ? (String(name), port) : nil
    }

    package var transport: any MailTransport {
        if let server { SMTPTransport(server) } else { MailSpool(folder: spool) }
    }
}
