import CRdKafka

/// A validated librdkafka configuration. `makeClient` passes it to a new client.
struct ClientSettings: ~Copyable {
    private let conf: OpaquePointer
    private var chosen: [String] = []

    /// - Throws: `.invalidArgument` for a setting that librdkafka refuses, or one in `extra` that contradicts a
    ///   required setting. The reason contains no secret.
    init(_ configuration: KafkaConfiguration, role: ClientRole, events: Int32) throws(KafkaError) {
        conf = rd_kafka_conf_new()
        var settings = role.defaults
        settings["bootstrap.servers"] = configuration.bootstrapServers
        settings["client.id"] = configuration.clientID
        settings.merge(configuration.security.settings) { $1 }
        settings.merge(configuration.extra) { $1 }
        // Required settings do not override: an `extra` that contradicts one is reported as an error.
        settings.merge(role.required) { chosen, _ in chosen }
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
            try set(name, value)
        }
        chosen = Array(settings.keys)
        for (name, value) in role.required {
            let effective = self[name]
            guard effective == value else {
                throw KafkaError(.invalidArgument, "\(name) must be \(value), not \(effective ?? "unset")")
            }
        }
        rd_kafka_conf_set_events(conf, events)
    }

    deinit {
        rd_kafka_conf_destroy(conf)
    }

    private func set(_ name: String, _ value: String) throws(KafkaError) {
        let refusal = withErrorText { text, size in
            rd_kafka_conf_set(conf, name, value, text, size) == RD_KAFKA_CONF_OK
        }
        guard let refusal else { return }
        let isSecret = KafkaConfiguration.isSecret(name)
        throw KafkaError(.invalidArgument, isSecret ? "\(name) was refused" : refusal)
    }

    /// The effective value of a setting.
    subscript(name: String) -> String? {
        var size = 0
        guard rd_kafka_conf_get(conf, name, nil, &size) == RD_KAFKA_CONF_OK else { return nil }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: size + 1) { buffer in
            guard let start = buffer.baseAddress else { return nil }
            start[0] = 0
            guard rd_kafka_conf_get(conf, name, start, &size) == RD_KAFKA_CONF_OK else { return nil }
            return String(cString: start)
        }
    }

    /// All settings including defaults. librdkafka keeps the topic settings in a separate list.
    var all: [String: String] {
        var settings = Self.pairs { rd_kafka_conf_dump(conf, &$0) }
        if let topic = rd_kafka_conf_get_default_topic_conf(conf) {
            settings.merge(Self.pairs { rd_kafka_topic_conf_dump(topic, &$0) }) { $1 }
        }
        // Adds the names that this module uses where they are aliases.
        for name in chosen { settings[name] = self[name] }
        return settings
    }

    private static func pairs(
        _ dump: (inout Int) -> UnsafeMutablePointer<UnsafePointer<CChar>?>?
    ) -> [String: String] {
        var count = 0
        guard let pairs = dump(&count) else { return [:] }
        defer { rd_kafka_conf_dump_free(pairs, count) }
        var settings: [String: String] = [:]
        for index in stride(from: 0, to: count - 1, by: 2) {
            guard let name = pairs[index], let value = pairs[index + 1] else { continue }
            settings[String(cString: name)] = String(cString: value)
        }
        return settings
    }

    /// Creates the client, which takes ownership of the configuration.
    consuming func makeClient(_ type: rd_kafka_type_t) throws(KafkaError) -> OpaquePointer {
        var client: OpaquePointer?
        let copy = rd_kafka_conf_dup(conf)
        let refusal = withErrorText { text, size in
            client = rd_kafka_new(type, copy, text, size)
            return client != nil
        }
        guard let client else {
            rd_kafka_conf_destroy(copy)
            throw KafkaError(.invalidArgument, refusal ?? "no client")
        }
        return client
    }
}

/// Calls a C function with a buffer for its error message. Returns the message if the function failed.
func withErrorText(_ body: (UnsafeMutablePointer<CChar>, Int) -> Bool) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer -> String? in
        guard let start = buffer.baseAddress else { return nil }
        start[0] = 0
        return body(start, buffer.count) ? nil : String(cString: start)
    }
}
