import Kafka
import Testing

@Suite struct ConfigurationTests {
    private func configuration(_ extra: [String: String] = [:]) -> KafkaConfiguration {
        KafkaConfiguration(bootstrapServers: "127.0.0.1:1", clientID: "test", extra: extra)
    }

    @Test(arguments: [
        ("enable.idempotence", "true"), ("acks", "-1"), ("message.timeout.ms", "0"),
        ("enable.gapless.guarantee", "true"),
        ("partitioner", "murmur2_random"), ("socket.nagle.disable", "true"), ("allow.auto.create.topics", "false"),
    ]) func `a producer's effective settings are safe`(_ name: String, _ value: String) throws {
        #expect(try configuration().effective(for: .producer)[name] == value)
    }

    @Test(arguments: [
        ("auto.offset.reset", "error"), ("enable.auto.offset.store", "false"), ("enable.partition.eof", "true"),
        ("partition.assignment.strategy", "range"), ("socket.nagle.disable", "true"),
        ("allow.auto.create.topics", "false"),
    ]) func `a consumer's effective settings are safe`(_ name: String, _ value: String) throws {
        #expect(try configuration().effective(for: .consumer)[name] == value)
    }

    @Test func `an operator may change settings that are safe to change`() throws {
        #expect(try configuration(["linger.ms": "7"]).effective(for: .producer)["linger.ms"] == "7")
    }

    @Test(arguments: [
        ["enable.idempotence": "false"], ["acks": "1"], ["message.timeout.ms": "1000"], ["partitioner": "random"],
        ["enable.gapless.guarantee": "false"], ["no.such.setting": "1"], ["linger.ms": "soon"],
    ]) func `a setting that would break a guarantee, or an unknown one, is refused`(_ extra: [String: String]) {
        let error = #expect(throws: KafkaError.self) { try configuration(extra).effective(for: .producer) }
        #expect(error?.code == .invalidArgument)
    }

    @Test func `a client with invalid settings is not created`() async {
        await #expect(throws: KafkaError.self) { try await KafkaProducer.start(configuration(["acks": "0"])) }
        await #expect(throws: KafkaError.self) {
            try await KafkaConsumer(
                configuration(["auto.offset.reset": "latest"]), group: "g", topics: ["t"]
            ).run(RecordingDelegate())
        }
    }

    @Test func `security settings reach librdkafka and secrets are hidden`() throws {
        var secured = configuration()
        secured.security = KafkaSecurity(
            .saslSSL, mechanism: .scramSHA512, username: "accounts", password: "hunter2",
            certificateAuthority: "/etc/ssl/certs", privateKeyPassword: "hunter3")
        let effective = try secured.effective(for: .producer)
        #expect(effective["security.protocol"] == "sasl_ssl")
        #expect(effective["sasl.mechanisms"] == "SCRAM-SHA-512")
        #expect(effective["sasl.username"] == "accounts")
        #expect(effective["ssl.ca.location"] == "/etc/ssl/certs")
        #expect(effective["sasl.password"] == "[hidden]")
        #expect(effective["ssl.key.password"] == "[hidden]")
        #expect(!effective.values.contains { $0.contains("hunter") })
        #expect(!"\(secured.security)".contains("hunter"))
    }

    @Test func `an error about a secret does not contain it`() {
        var secured = configuration()
        secured.security = KafkaSecurity(.ssl, privateKey: "/does/not/exist", privateKeyPassword: "hunter2")
        let error = #expect(throws: KafkaError.self) { try KafkaAdmin(secured) }
        #expect(error.map { "\($0)".contains("hunter2") } == false)
    }
}

@Suite struct KafkaErrorTests {
    @Test func `errors are classified by the required action`() {
        #expect(KafkaError(.messageTooLarge).isRecordError)
        #expect(!KafkaError(.transport).isRecordError)
        #expect(KafkaError(.unknownTopicOrPartition).isTopicOrAuthorisation)
        #expect(KafkaError(.unknownTopic).isTopicOrAuthorisation)
        #expect(!KafkaError(.messageTooLarge).isTopicOrAuthorisation)
    }

    @Test func `an error names its code and its reason`() {
        #expect(KafkaError(.messageTooLarge).description == "MSG_SIZE_TOO_LARGE")
        #expect(KafkaError(.transport, "broker away").description == "_TRANSPORT: broker away")
    }
}
