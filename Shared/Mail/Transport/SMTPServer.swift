package import Security

/// Where mail is handed in, and how.
package struct SMTPServer: Sendable {
    package enum Encryption: String, CaseIterable, Sendable {
        /// The connection begins in the clear and must change to TLS before anything else; a server that cannot is refused.
        case starttls
        /// TLS from the first byte.
        case tls
        /// No encryption: for a server on the same machine.
        case off
    }

    package var host: String
    package var port: Int
    package var encryption: Encryption
    /// How we introduce ourselves (EHLO).
    package var localName: String
    package var user: String?
    package var password: SecretBytes?
    /// Certificates that the server is trusted by, in PEM; the system's when nil.
    package var trustFile: String?
    /// For one message, from connecting to the answer.
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
