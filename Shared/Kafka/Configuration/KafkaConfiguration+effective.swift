import CRdKafka

extension KafkaConfiguration {
    package enum Use: Sendable {
        case producer
        case consumer
    }

    /// Returns every setting of a client, including librdkafka's defaults. Secrets are hidden, so the result may be
    /// printed.
    package func effective(for use: Use) throws(KafkaError) -> [String: String] {
        let role: ClientRole =
            switch use {
            case .producer: .producer(KafkaProducerOptions())
            case .consumer: .member(group: "group", KafkaConsumerOptions())
            }
        var settings = try ClientSettings(self, role: role, events: 0).all
        for name in settings.keys where Self.isSecret(name) {
            settings[name] = "[hidden]"
        }
        return settings
    }

    static func isSecret(_ name: String) -> Bool {
        ["password", "secret", "key.pem", "_key", "oauthbearer.config"].contains { name.contains($0) }
    }
}
