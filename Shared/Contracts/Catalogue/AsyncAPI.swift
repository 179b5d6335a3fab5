import JSONSchema
package import JSONTree

/// The AsyncAPI 3 document of what a service publishes, made from the catalogue: one channel for each topic, one
/// message for each type.
///
/// The dead-letter topic is for operators and is left out.
package struct AsyncAPI: Sendable {
    package let service: ServiceName
    /// One example for each type, by `ce_type`.
    package let examples: [String: JSON]

    package init(_ service: ServiceName, examples: [String: JSON] = [:]) {
        self.service = service
        self.examples = examples
    }

    package var document: JSON {
        let topics = Topic.all(of: service).filter { $0.kind != .deadLetters }
        let types = Catalogue.entries(of: service)
        var channels: JSON = [:]
        var operations: JSON = [:]
        for topic in topics {
            let name = Self.channelName(topic)
            channels[name] = channel(topic, types.filter { $0.topic == topic })
            operations["publish" + name.prefix(1).uppercased() + name.dropFirst()] = [
                "action": "send", "channel": ["$ref": .string("#/channels/\(name)")],
                "summary": .string(Self.summary(topic)),
            ]
        }
        var messages: JSON = [:]
        for type in types { messages[type.title] = message(type) }
        return [
            "asyncapi": "3.1.0",
            "id": .string("urn:muster:\(service.rawValue)"),
            "info": [
                "title": .string("Muster \(service.rawValue): events"), "version": "1.0.0",
                "description": .string(Self.description),
            ],
            "defaultContentType": .string(Envelope.json),
            "servers": [
                "kafka": ["host": "127.0.0.1:9092", "protocol": "kafka", "description": "The suite's brokers."]
            ],
            "channels": channels, "operations": operations,
            "components": ["messages": messages, "schemas": ["envelope": Self.envelope.json]],
        ]
    }

    private static let description = """
        CloudEvents 1.0 in Kafka's binary mode: attributes are `ce_` headers, the value is the data as JSON. Facts say \
        what happened, in order and numbered by `ce_sequence` for each key; state topics are compacted and hold the \
        current state of each key. The same record may arrive again with the same `ce_id`. Ignore types and fields \
        that you do not know.
        """

    private func channel(_ topic: Topic, _ types: [any CatalogueEntry]) -> JSON {
        var messages: JSON = [:]
        for type in types { messages[type.title] = ["$ref": .string("#/components/messages/\(type.title)")] }
        return [
            "address": .string(topic.name), "description": .string(Self.summary(topic)), "messages": messages,
            "bindings": [
                "kafka": [
                    "topic": .string(topic.name), "partitions": .integer(topic.partitions), "bindingVersion": "0.5.0",
                    "topicConfiguration": Self.configuration(topic),
                ]
            ],
        ]
    }

    /// The settings that the binding knows; `cleanup.policy` is a list there.
    private static func configuration(_ topic: Topic) -> JSON {
        var settings: JSON = [:]
        for (name, value) in topic.configuration {
            switch name {
            case "cleanup.policy": settings[name] = .array([.string(value)])
            case "retention.ms", "delete.retention.ms": settings[name] = Int(value).map { .integer($0) }
            default: break
            }
        }
        return settings
    }

    private func message(_ type: any CatalogueEntry) -> JSON {
        var message: JSON = [
            "name": .string(type.name), "title": .string(type.title), "summary": .string(type.summary),
            "contentType": .string(Envelope.json), "headers": ["$ref": "#/components/schemas/envelope"],
            "payload": type.schema.json,
            "bindings": [
                "kafka": [
                    "key": ["type": "string", "description": .string(type.keyName)], "bindingVersion": "0.5.0",
                ]
            ],
        ]
        if let example = examples[type.name] { message["examples"] = [["payload": example]] }
        return message
    }

    private static func channelName(_ topic: Topic) -> String {
        switch topic.kind {
        case .facts: "facts"
        case .state: "state"
        case .profiles: "profiles"
        case .keys: "keys"
        case .deadLetters: "deadLetters"
        }
    }

    private static func summary(_ topic: Topic) -> String {
        switch topic.kind {
        case .facts: "What happened; kept for 13 months."
        case .state: "The current state of each key; compacted, tombstones kept for 30 days."
        case .profiles: "Personal data, for the suite's own services only; compacted within 12 hours."
        case .keys: "Public signing keys and revocations; compacted."
        case .deadLetters: "Records that a consumer could not handle; for operators."
        }
    }

    /// The headers of every record, as `Envelope` reads and writes them.
    private static let envelope = Schema.object(
        .required("ce_specversion", .string(enum: ["1.0"])), .required("ce_id", .uuid),
        .required("ce_source", .string()), .required("ce_type", .string()), .required("ce_subject", .string()),
        .required("ce_time", .dateTime),
        .required(
            "ce_sequence",
            .string(pattern: "^[1-9][0-9]*$").described("Facts: the number of the key's fact. State: its version.")),
        .required("ce_epoch", .string(pattern: "^[0-9]+$").described("Increases when history is published again.")),
        .required("ce_partitionkey", .string()), .optional("ce_previoustime", .dateTime),
        .optional("ce_traceparent", .string()), .optional("ce_dataschema", .string()),
        .optional("content-type", .string()), additional: true)
}
