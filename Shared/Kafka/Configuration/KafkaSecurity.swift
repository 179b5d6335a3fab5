/// Authentication and encryption of connections. `description` never includes passwords.
package struct KafkaSecurity: Sendable, CustomStringConvertible {
    package enum Transport: String, Sendable, CaseIterable {
        case plaintext
        case ssl
        case saslPlaintext = "sasl_plaintext"
        case saslSSL = "sasl_ssl"
    }

    package enum Mechanism: String, Sendable, CaseIterable {
        case plain = "PLAIN"
        case scramSHA256 = "SCRAM-SHA-256"
        case scramSHA512 = "SCRAM-SHA-512"
    }

    /// `security.protocol`
    package var transport: Transport
    /// `sasl.mechanisms`, `sasl.username`, `sasl.password`
    package var mechanism: Mechanism?
    package var username: String?
    package var password: String?
    /// `ssl.ca.location`: a file or directory of trusted certificates; nil selects the system's.
    package var certificateAuthority: String?
    /// `ssl.certificate.location`, `ssl.key.location`, `ssl.key.password`: the client certificate.
    package var certificate: String?
    package var privateKey: String?
    package var privateKeyPassword: String?

    package static let plaintext = KafkaSecurity(.plaintext)

    package init(
        _ transport: Transport, mechanism: Mechanism? = nil, username: String? = nil, password: String? = nil,
        certificateAuthority: String? = nil, certificate: String? = nil, privateKey: String? = nil,
        privateKeyPassword: String? = nil
    ) {
        self.transport = transport
        self.mechanism = mechanism
        self.username = username
        self.password = password
        self.certificateAuthority = certificateAuthority
        self.certificate = certificate
        self.privateKey = privateKey
        self.privateKeyPassword = privateKeyPassword
    }

    package var description: String {
        [transport.rawValue, mechanism?.rawValue, username].compactMap { $0 }.joined(separator: " ")
    }

    var settings: [String: String] {
        let all: [String: String?] = [
            "security.protocol": transport.rawValue,
            "sasl.mechanisms": mechanism?.rawValue,
            "sasl.username": username,
            "sasl.password": password,
            "ssl.ca.location": certificateAuthority,
            "ssl.certificate.location": certificate,
            "ssl.key.location": privateKey,
            "ssl.key.password": privateKeyPassword,
        ]
        return all.compactMapValues { $0 }
    }
}
