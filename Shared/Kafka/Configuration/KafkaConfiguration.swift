/// Where Kafka is and how to speak to it; every client of this module is made from one.
///
/// The settings on which correctness rests (`ClientRole.required`) cannot be changed through `extra`: a client made with such
/// a change throws `.invalidArgument`.
package struct KafkaConfiguration: Sendable {
    /// `host:port`, several with commas.
    package var bootstrapServers: String
    /// What the broker's logs and quotas show.
    package var clientID: String
    package var security: KafkaSecurity
    /// Settings of librdkafka by their own names, for operators; they override the defaults of this module.
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
