/// The address of a Kafka cluster and the settings for its clients.
///
/// `extra` cannot change the settings that correctness depends on (`ClientRole.required`): creating a client then
/// throws `.invalidArgument`.
package struct KafkaConfiguration: Sendable {
    /// A comma-separated list of `host:port`.
    package var bootstrapServers: String
    /// The client id in the broker's logs and quotas.
    package var clientID: String
    package var security: KafkaSecurity
    /// librdkafka settings by their names, for operators. They override this module's defaults.
    package var extra: [String: String]

    package init(
        bootstrapServers: String, clientID: String = "muster", security: KafkaSecurity = .plaintext,
        extra: [String: String] = [:]
    ) {
        self.bootstrapServers = bootstrapServers
        self.clientID = clientID
        self.security = security
        self.extra = extra
    }
}
