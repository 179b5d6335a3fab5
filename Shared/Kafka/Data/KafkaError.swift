import CRdKafka

/// An error from Kafka or the client. `description` is safe to log: it contains no secrets and no record contents.
package struct KafkaError: Error, Sendable, Hashable, CustomStringConvertible {
    package let code: Code
    /// The client's message, often with the broker's address; may be empty.
    package let reason: String
    /// Whether the client is unusable. Close it and create another.
    package let isFatal: Bool
    /// Whether the same call may succeed if repeated.
    package let isRetriable: Bool

    package init(_ code: Code, _ reason: String = "", isFatal: Bool = false, isRetriable: Bool = false) {
        self.code = code
        self.reason = reason
        self.isFatal = isFatal
        self.isRetriable = isRetriable
    }

    /// Kafka's name of the code, such as `MSG_SIZE_TOO_LARGE` or `_TRANSPORT`. A leading underscore means that the
    /// client raised it.
    package var name: String { code.description }

    package var description: String { reason.isEmpty ? name : "\(name): \(reason)" }

    /// Whether the record itself is not acceptable. Sending it again gives the same result.
    package var isRecordError: Bool { Code.recordErrors.contains(code) }

    /// Whether a topic is missing or not authorized, or the login was refused. An operator must act.
    package var isTopicOrAuthorisation: Bool { Code.topicOrAuthorisationErrors.contains(code) }
}

extension KafkaError {
    /// Kafka's error number: positive from the broker, negative from the client.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        package let rawValue: Int32

        package init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        package var description: String { String(cString: rd_kafka_err2name(rd_kafka_resp_err_t(rawValue))) }
    }
}

extension KafkaError.Code {
    private init(_ code: rd_kafka_resp_err_t) {
        self.init(rawValue: code.rawValue)
    }

    /// The producer's queue is full. Take reports, then continue.
    package static let queueFull = Self(RD_KAFKA_RESP_ERR__QUEUE_FULL)
    /// The client was closed.
    package static let closed = Self(RD_KAFKA_RESP_ERR__DESTROY)
    package static let fatal = Self(RD_KAFKA_RESP_ERR__FATAL)
    package static let timedOut = Self(RD_KAFKA_RESP_ERR__TIMED_OUT)
    package static let invalidArgument = Self(RD_KAFKA_RESP_ERR__INVALID_ARG)
    package static let transport = Self(RD_KAFKA_RESP_ERR__TRANSPORT)
    package static let allBrokersDown = Self(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
    package static let unknownTopic = Self(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
    package static let unknownTopicOrPartition = Self(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
    package static let topicAlreadyExists = Self(RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
    package static let messageTooLarge = Self(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
    package static let offsetOutOfRange = Self(RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)
    package static let unsupported = Self(RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE)

    fileprivate static let recordErrors: Set<Self> = [
        messageTooLarge, Self(RD_KAFKA_RESP_ERR_INVALID_MSG), Self(RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE),
        Self(RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE), Self(RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP),
        Self(RD_KAFKA_RESP_ERR_INVALID_RECORD), Self(RD_KAFKA_RESP_ERR__BAD_MSG),
    ]

    fileprivate static let topicOrAuthorisationErrors: Set<Self> = [
        unknownTopic, unknownTopicOrPartition, Self(RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION),
        Self(RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION), Self(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED),
        Self(RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED), Self(RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED),
        Self(RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED), Self(RD_KAFKA_RESP_ERR__AUTHENTICATION),
        Self(RD_KAFKA_RESP_ERR__SSL), Self(RD_KAFKA_RESP_ERR_POLICY_VIOLATION),
    ]
}
