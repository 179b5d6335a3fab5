package import Security

/// The address of a mail server and how to connect to it.
package struct SMTPServer: Sendable {
    package enum Encryption: String, CaseIterable, Sendable {
        /// The connection starts unencrypted and must change to TLS first. A server without STARTTLS is refused.
        case starttls
        /// TLS from the first byte.
        case tls
        /// No encryption, for a server on the same machine.
        case off
    }

    package var host: String
    package var port: Int
    package var encryption: Encryption
    /// The name for EHLO.
    package var localName: String
    package var user: String?
    package var password: SecretBytes?
    /// Trusted certificates of the server in PEM; nil selects the system's.
    package var trustFile: String?
    /// The time limit for one message, from connecting to the reply.
    package var timeout: Duration

    package init(
        host: String, port: Int, encryption: Encryption, localName: String, user: String? = nil,
        password: SecretBytes? = nil, trustFile: String? = nil, timeout: Duration = .seconds(120)
    ) {
        self.host = host
        self.port = port
        self.encryption = encryption
        self.localName = localName
        self.user = user
        self.password = password
        self.trustFile = trustFile
        self.timeout = timeout
    }

    var url: String {
        let scheme = encryption == .tls ? "smtps" : "smtp"
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(scheme)://\(name):\(port)/\(localName)"
    }
}
