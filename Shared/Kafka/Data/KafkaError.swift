import CRdKafka

/// A failure of Kafka or of the client. `description` is safe to log: it names no secret and no content of a record.
package struct KafkaError: Error, Sendable, Hashable, CustomStringConvertible {
    package let code: Code
    /// The client's own words, often with the broker's address; empty when there are none.
    package let reason: String
    /// The client instance is of no more use: close it and make another.
    package let isFatal: Bool
    /// The same call may succeed when it is made again.
    package let isRetriable: Bool

    package init(_ code: Code, _ reason: String = "", isFatal: Bool = false, isRetriable: Bool = false) {
        self.code = code
        self.reason = reason
        self.isFatal = isFatal
        self.isRetriable = isRetriable
    }

    /// Kafka's name of the code: `MSG_SIZE_TOO_LARGE`, `_TRANSPORT` (a leading underscore: raised by the client itself).
    package var name: String { code.description }

    package var description: String { reason.isEmpty ? name : "\(name): \(reason)" }

    /// The record itself cannot be accepted: sending it again gives the same answer.
    package var isRecordError: Bool { Code.recordErrors.contains(code) }

    /// A topic is missing or may not be used, or the login was refused: nothing gets through until an operator acts.
    package var isTopicOrAuthorisation: Bool { Code.topicOrAuthorisationErrors.contains(code) }
}

extension KafkaError {
    /// Kafka's error number: positive ones come from the broker, negative ones from the client.
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

    /// The producer holds as many records as it may: take reports, then go on.
    package static let queueFull = Self(RD_KAFKA_RESP_ERR__QUEUE_FULL)
    /// The client was closed.
    package static let closed = Self(RD_KAFKA_RESP_ERR__DESTROY)
    package static let fatal = Self(RD_KAFKA_RESP_ERR__FATAL)
    package static let timedOut = Self(RD_KAFKA_RESP_ERR__TIMED_OUT)
    package static let invalidArgument = Self(RD_KAFKA_RESP_ERR__INVALID_ARG)
    package static let transport = Self(RD_KAFKA_RESP_ERR__TRANSPORT)
    package static let allBrokersDown = Self(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
    /// Taken back by `purge` before it was sent: the broker does not have it.
    package static let purgedInQueue = Self(RD_KAFKA_RESP_ERR__PURGE_QUEUE)
    /// Taken back by `purge` when it was under way: the broker may have it.
    package static let purgedInFlight = Self(RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)
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
